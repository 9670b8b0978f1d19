/** *Always*, *never* and their kind, about the other. */

import type { Rule } from '../language.ts'

export const absolutes: readonly Rule[] = [
  {
    name: 'you never',
    marks: [
      "you ('d|would) never (cancel|choose me|do (anything like|it|that|this) (for (me|us)|for me|to (anyone|her|him|them|your))|ignore (her|him|them|your)|say that to|talk to|treat)",
      '(can never|can not|could never|no one can|nobody can|wish i could) [even|ever] (count on|depend on|rely on|trust) you',
      'you never [even|once] > !(again|ever|have (so|to)|know|mind) _',
      'you have never [once|even] > _',
      'you (do|did) not ever',
      '(not|never) once (have|did|do|has) you',
      'not a single time',
      'you have not once',
      'you are never',
      'you (can|could|will|would) never (admit|apologize|be (happy|on time|there)|change|do that for|get it|give me|learn|leave|let (it|that) go|listen|make (an effort|time)|put|relax|say (it|no to|sorry|you)|stop (complaining|working)|take|think of me|understand)',
      'never (any|a) time for (me|us)',
      "and (it is|it 's) never",
      'never (in the mood|there for me|there when i)',
      '^ never (listens|helps|asks|calls|says) ',
    ],
    excuses: [
      'you [are|can|could|have|will|would] never [even|ever|once] (ask for (anything|much)|ask for anything|been (anything but|happier|kinder|more|so|to)|been to|blame*|cease*|come home without|complain*|disappoint*|fail*|forget (my|our|to (ask|bring|call|kiss|make|say|tell))|forget a|forget the|gave up|gave up|get tired|give up|go a day|go to bed without|got tired|grow old|had to|have so|have to|held (a grudge|it against)|hold (a grudge|it against)|hurry|hurt|judge*|know|leave without|left without|let a day|let go of|let me down|let us down|lied|look (anything|bad)|looked (as|better|love|love*|more|so|this)|lose (heart|hope|patience|your)|lost (faith|hope|patience|your)|made (me|us) feel (alone|ashamed|bad|guilty|less|like a burden|lonely|needy|pressured|rushed|silly|small|stupid|ugly|unloved|unwanted|wrong)|make (me|us) feel (alone|ashamed|bad|guilty|less|like a burden|lonely|needy|pressured|rushed|silly|small|stupid|ugly|unloved|unwanted|wrong)|meant|met|mind|miss (my|our|the chance)|miss a|need|needed|pressure*|push*|quit|run out of|rush*|say no to (a|cake|ice)|seen|shout*|show up without|stop* (amazing|being (funny|kind|sweet|you)|making me|smiling|to amaze|trying)|take (me|yourself) too|think you|tire*|told me (how|that|you|your)|tried|turn* (anyone|me|someone) away|yell*)',
      "(as if|glad|grateful|hope|if|like|may|promise|proud|scared|so|so that|the way|until|where|wish|worried|worry) [that] you ['d|are|can|could|have|should|will|would] never",
      'you will never (be alone|believe|find|guess|have to|hear|know how|lose me|need|walk)',
      'you never (mind|know|have (to|so)|cease|fail) ',
      'you never [even|once] (laughed at|let (a|anyone|it|me (carry|fall|feel|forget|go|pay|win)|that|the|them)|look (lovelier|so)|stop*|worried about|worry) ',
    ],
    why: 'It can land as a verdict, where you mean one moment.',
    ways: [
      'I’d love it if you would sometimes {rest}.',
      'There is something I miss. Could we talk about it, when it suits you?',
    ],
  },
  {
    name: 'you always',
    marks: [
      'you (always|constantly) [end up|go and|have to go and|only] > <hard-act>',
      'you (always|constantly) [just] [choose to|find a way to|have to|manage to|need to|try to|want to] > <hard-act>',
      'you are (always|constantly) > [at home|out|so|too] (<hard-doing>|<label>|angry|at (the (bar|computer|gym)|work)|away|busy|cold|disappointed|drunk|gone|grumpy|in a (bad mood|mood)|late|mad|not (here|listening)|on (a|that|the|your) (call|computer|game|phone)|out with|right and|stressed|the one who (decides|gets)|tired|tired when|with (her|him|them|your (family|friends|mother|phone)))',
      'you (constantly|continually|forever|perpetually) > (<hard-act>|<hard-doing>)',
      'you are (<hard-doing>) all the time',
      'always the same (with you|story|excuse*|thing with)',
    ],
    excuses: [
      'always (so|too) (busy making|funny|good|hard on yourself|kind|lovely|nice|patient|sweet|thoughtful)',
      'always (leave) (a light|me (a|little|the|with a smile|your)|the light*|us)',
      'always working so hard',
      '^ are you always',
    ],
    why: 'It can land as a verdict, where you mean one moment.',
    ways: [
      'That was hard for me today, and I’d like to tell you how.',
      'There is something I wish for. Could we talk about it, when it suits you?',
    ],
  },
  {
    name: 'you keep doing',
    marks: [
      'you keep [on] (<hard-doing>|asking for more|changing (plans|the|your mind)|hurting|lying|making me (ask|cry|do|feel <bad-feeling>|wait)|pushing)',
      'why (do|must) you keep _',
      "(it 's|it is) [always|just] the same [old|story|thing] .. (again|as always|every|with you)",
      'not this again',
      'here we go again , (you|always|with)',
      "every (day|evening|morning|night|week|weekend|year) (it 's|it is) the same",
    ],
    excuses: [],
    why: 'Said like this it can sound as if nothing else counted, and it is hard to answer.',
    ways: ['When that happens I feel far from you.', 'Could we look for a way that is good for both of us?'],
  },
  {
    name: 'you only when',
    marks: [
      'you only [ever] (apologize*|are nice|ask|call|come|did|do|help|said|say|text) ... so (i|that|you)',
      'all you [ever] (can do|care|do|say|see|talk|think|want) [about|of] (about|are|for|is)',
      'the only thing[s] you (ever|care|want|do|think|love|talk)',
      'the only thing you (ever|care|want|do|think|love|talk)',
      'the only (time|times|reason) you',
      'you only [ever] (apologize*|are nice|ask*|be nice|call*|came|care*|clean*|come|cuddle*|do|help*|hold|hug*|kiss*|listen*|look*|love*|make|message*|notice*|reach*|remember*|said|say|show*|speak|spend|talk*|text*|think|touch*|want*|write|wrote) .. (about yourself|after|because|if|of yourself|to get|when|yourself)',
      'you only (care|think) (about|of) (sex|work|you|your*|yourself)',
      'you (just|only) (care|think) (about|of) yourself',
    ],
    excuses: ['you only (have|need|had) to', 'all you (have to|need) [do]'],
    why: 'It says what the other’s reasons are, which only they can know.',
    ways: ['I’d love more of that, also at other times.', 'I miss small moments with you that are for nothing else.'],
  },
  {
    name: 'every time',
    marks: [
      '(each|every) [single] time (i|we) ... you (act|are (busy|never|not|on|tired|too)|avoid|blame|bring|cancel*|change|complain|did not|disappear|dismiss|do not|do this|find (a way|an|some)|forget|get|go (back|cold|off|quiet|silent)|have an|have to|ignore|interrupt|leave|look at your|look away|make|pick|pull|push|refuse|reject|roll|run|say no|say you|shout|shut|snap|start|stop|take|tell me|turn|twist|walk|yell)',
      'every [single] time with you',
      'you .. (every single time|every damn time) $',
    ],
    excuses: [
      'you (get|got|have|made|make) (me|that|the|this|us) ... <good-word>',
      'you (amaze|bring me|came|come|hold|hug|kiss|say you love|show up|smile|stop (and|to)|surprise)',
    ],
    why: 'Counting the times can make a person defend themselves, and what you long for is lost.',
    ways: [
      'When I reach out I’d love to feel welcome.',
      'I get a bit lost when that happens. Can I tell you about it?',
    ],
  },
]
