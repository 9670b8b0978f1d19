/** `node main.ts`: the server. */
import { PorchlightError } from '@porchlight/shared/errors'
import { serve } from './serve.ts'

serve(process.env).catch((error: unknown) => {
  const reason = error instanceof PorchlightError ? error.message : String(error instanceof Error ? error.stack : error)
  process.stderr.write(`Porchlight cannot start:\n${reason.replace(/^/gm, '  ')}\n`)
  process.exit(1)
})
