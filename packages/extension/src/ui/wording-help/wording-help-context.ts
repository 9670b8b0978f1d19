/** Whether wording help is wanted on this device, for every field below. Rule: WORD-3 */

import { createContext } from 'preact'

export const WordingHelp = createContext(false)
