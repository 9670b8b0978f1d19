/** English. Each of its files is data alone. */

import { absolutes } from './en/absolutes.ts'
import { blame } from './en/blame.ts'
import { comparison } from './en/comparison.ts'
import { demands } from './en/demands.ts'
import { pressure, pressureLists } from './en/pressure.ts'
import { questions } from './en/questions.ts'
import { score } from './en/score.ts'
import { endings, fillers, joins, lists, spellings, tails } from './en/words.ts'
import { worth } from './en/worth.ts'
import type { Language } from './language.ts'

export const english: Language = {
  locale: 'en',
  spellings,
  endings,
  fillers,
  joins,
  tails,
  lists: { ...lists, ...pressureLists },
  // Where two rules find the same place, the one that stands first explains it.
  rules: [...pressure, ...worth, ...questions, ...absolutes, ...score, ...comparison, ...demands, ...blame],
  warm: [
    '(😂|🤣|😄|😊|😁|😉|😍|🥰|😘|💕|❤|♥|💛|🧡|💚|💙|💜|💗|🤗|😅|😆|😋|🎉|xx|xxx|xo|xoxo|haha|hahaha|jk)',
    'and i (love|adore|like|would not (want|change|swap|trade)) (it|that|you|this|every)',
    'and i (still|secretly|always|kind of) (love|like|enjoy)',
    'i (love|adore|thank) you for (it|that|this)',
    "(what would i|where would i|i do not know what i [would|'d] do) ... without you",
    "(it|that|this) (was|is|'s) [so|all|very|just|totally|really] (<good-word>|worth it|adorable|delicious|fine by me|a compliment|hilarious|heaven)",
    "i (am|'m) [so|very|really] (impressed|grateful|proud|touched|amazed|in love|lucky|blushing|glad|thankful)",
    'bless (you|your)',
    'no (worries|problem|hard feelings)',
  ],
  safe: [
    // Thanks, and what one loves.
    '^ [and|so] (thank you|thanks|thank u|ty|thx|cheers) !(a lot (for (remember*|nothing|forget*|ruin*|leaving|not)|$)|for (nothing|finally|bothering|ruining|ignoring|forgetting|letting me down|leaving (me|the (mess|kids))|never (help*|call*|listen*)|making me (wait|look|feel <bad-feeling>)|not (call*|help*|listen*|com*|tell*|show*|car*|text*|answer*|even|asking|doing|being there)|wasting)|to you) ... ... $',
    '(i|we) [still|also|always|so|do] (love|like|adore|appreciate|admire|enjoy|treasure|am grateful|am glad|am happy|am proud|miss|loved|liked) [it|so|so much] (how|that|when|the way|it when|it how|you for) [you|much] ... $',
    '(makes|made|make) me (smile|laugh|happy|melt|grin) ... $',
    // What one takes back, or was wrong about.
    "(sorry|apologize|regret|wrong|unfair|ashamed|shouldn't|should not have|did not mean|never meant|take back|took back|mean) [that|when|if|for|of me|to] [i] (said|say|saying|told|telling|called|calling|thought|implied|made|yelled|snapped|accused|accusing|wrote|thinking) ... $",
    '(i am|we are|^) [so|very] sorry (i|that i|for|about|if i|to|we|my) ... $',
    'i (do not|did not|never|would never|am not|was not) (think*|thought|mean|meant|say|said|saying|believe|believed|want you to (think|feel|believe)|want to (make|say)|blame|blaming|accuse|accusing|mad|angry|cross|claiming) ... $',
    '(nobody|no one) (says|said|thinks|expects|wants|is saying) ... $',
    // Somebody else is told of.
    '(mother|father|sister|boss|ex|teacher|friend|therapist|grandmother|grandma|_ \'s mother) [used to|always|often|once] (say|said|says|shout|shouted|yell|yelled|ask|asks|tell|told) [me |us]" ',
    // No is fine.
    '(no|zero) (pressure|rush|hurry|worries|problem|need to answer|hard feelings)  ... $',
  ],
}
