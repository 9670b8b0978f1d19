/** The dialect of docs/adr/0021-one-dialect.md, as far as no lint rule says it: reads every file of the packages and names what differs.
 *
 *  - What a file exports and takes more than one expression to say is a function declaration.
 *  - `createX` is one, and names what it makes: its result is an interface somebody can read.
 *  - No type is fished out of a function of ours by `ReturnType<typeof …>`: what it makes has a name. (A library may have given none.) */
import { globSync, readFileSync } from 'node:fs'
import ts from 'typescript'

const files = globSync('packages/*/src/**/*.{ts,tsx}').filter((file) => !/\.(test|contract)\.tsx?$/.test(file))
if (files.length < 100) throw new Error('The dialect check sees hardly any file: it is blind.')

const problems: string[] = []
for (const file of files) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  const complain = (node: ts.Node, what: string): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart())
    problems.push(`${file}:${line + 1} ${what}`)
  }
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement)) lookAtConstants(statement, complain)
    if (ts.isFunctionDeclaration(statement)) lookAtFunction(statement, complain)
  }
  lookForReturnType(source, complain)
}

type Complain = (node: ts.Node, what: string) => void

function lookAtConstants(statement: ts.VariableStatement, complain: Complain): void {
  const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true
  for (const { name, type, initializer } of statement.declarationList.declarations) {
    if (initializer === undefined || type !== undefined || !ts.isArrowFunction(initializer)) continue
    if (isExported && (ts.isBlock(initializer.body) || isCreate(name.getText())))
      complain(statement, `${name.getText()} is exported: a function declaration`)
  }
}

function lookAtFunction(declared: ts.FunctionDeclaration, complain: Complain): void {
  const isExported = declared.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true
  if (!isExported || declared.name === undefined || !isCreate(declared.name.text)) return
  if (declared.type === undefined || ts.isTypeLiteralNode(declared.type))
    complain(declared, `${declared.name.text} does not name what it makes`)
}

function lookForReturnType(source: ts.SourceFile, complain: Complain): void {
  const theirs = namesFromLibraries(source)
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node) && node.typeName.getText() === 'ReturnType') {
      const [of] = node.typeArguments ?? []
      const asked = of !== undefined && ts.isTypeQueryNode(of) ? of.exprName.getText().split('.')[0] : undefined
      if (asked !== undefined && !theirs.has(asked)) complain(node, 'ReturnType: give the type a name where it is made')
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
}

function namesFromLibraries(source: ts.SourceFile): Set<string> {
  const names = new Set<string>()
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue
    if (/^(\.|@porchlight\/)/.test(statement.moduleSpecifier.text)) continue
    const bindings = statement.importClause?.namedBindings
    if (bindings === undefined) continue
    if (ts.isNamedImports(bindings)) for (const { name } of bindings.elements) names.add(name.text)
    else names.add(bindings.name.text)
  }
  return names
}

function isCreate(name: string): boolean {
  return /^create[A-Z]/.test(name)
}

if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n`)
  process.exit(1)
}
process.stdout.write(`dialect: ${files.length} files, one dialect\n`)
