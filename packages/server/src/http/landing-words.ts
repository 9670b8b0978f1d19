/** Every sentence of the two pages, in one table: whole ones, and never glued. `{…}` is a place the page fills. */

export type LandingWords = Record<keyof typeof english, string>

const english = {
  sceneTitle: 'A porch at dusk with its lamp lit, and a small light in a house far off over the hill',

  homeTitle: 'A light left on for someone',
  homeLead:
    'Porchlight is a small private place for two people. It lives in the toolbar of your browser: whose turn it is to reach out, one click for “thinking of you”, and the agreement the two of you wrote together.',
  tryTitle: 'Try both sides',
  tryDemo: 'See it play: in the folder you started this server from, run {command}. Two browsers open, already paired.',
  tryLoad:
    'Or do it yourself: load the built extension into two browser profiles. When this server started, it printed where the extension lies and how to load it.',
  tryStart: 'In the first, choose {start}, give this page’s address under {kept}, and press {light}. You get a link.',
  tryJoin: 'In the second, take the link. Both show the same four words; when they match, say so. The light is on.',
  start: 'I start',
  kept: 'Where it is kept',
  light: 'Light a new porch',
  seesTitle: 'What this server can see',
  sees: 'Everything the two of you write is sealed in your browsers. This server keeps sealed entries and passes them on: it sees times, sizes and how many devices there are. Never names, words, turns, signals or keys.',
  noScore:
    'Nobody keeps score here. There are no counts, no streaks, no read marks, and leaving takes one person and one click.',
  programs: 'How programs speak with it',
  lampIsOn: 'This porch light is on.',

  inviteTab: 'An invitation · Porchlight',
  inviteTitle: 'Someone left a light on for you',
  inviteLead:
    'Porchlight is a small private place for the two of you, in the toolbar of your browser. This link is your way in, and for nobody else.',
  comeIn: 'Come in',
  addToChrome: 'Add Porchlight to Chrome',
  addToEdge: 'Add Porchlight to Edge',
  addToFirefox: 'Add Porchlight to Firefox',
  addAsks: 'It opens beside this page, and your browser asks once whether you want it.',
  addAsksEdge:
    'It opens beside this page. Edge asks once whether it may take extensions from the Chrome Web Store, and then whether you want it.',
  askChrome: 'Ask whoever sent you the link where they got Porchlight for Chrome, and add it to this browser.',
  askEdge: 'Ask whoever sent you the link where they got Porchlight for Edge, and add it to this browser.',
  askFirefox: 'Ask whoever sent you the link where they got Porchlight for Firefox, and add it to this browser.',
  pressLamp:
    'Come back to this page, and press the lamp in the toolbar: it reads the link by itself. If you do not see it, it is behind the puzzle piece.',
  compare:
    'Give a name. Then both of you see the same four words. Compare them by voice, or side by side; when they match, you are in.',
  elsewhereTitle: 'In another browser',
  elsewhere:
    'Porchlight lives in Chrome, Edge and Firefox on a computer. Open the link in one of them, and this page shows the way.',
  phoneTitle: 'From a computer, for today',
  phone:
    'Porchlight lives in the toolbar of a browser on a computer, so this phone cannot open it yet. Open the message with your link on a computer, in Chrome, Edge or Firefox, and this page shows the way.',
  phoneKeeps:
    'There is no hurry: a link that came today keeps until tomorrow. Should it have run out by then, your person makes a new one with one press.',
  onceOnly:
    'The link works once. Nothing happens until you choose to go on, you can leave at any time, alone, and you owe nobody a yes.',
  privateTitle: 'Is this private?',
  private:
    'The secret part of the link, after the {hash}, stays in your browser: it was not sent here. This page runs no script and remembers nothing.',
  whatIsIt: 'What is Porchlight?',
} as const

export const landingWords = { en: english as LandingWords }
