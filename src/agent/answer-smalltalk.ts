import { askedLanguage } from './asked-language.ts'
import { type Ask, needsPerson, type SkillAnswer } from './skill-answer.ts'

const THANKS =
  /\b(thanks?|thank you|thx|ty|cheers|appreciate|danke\w*|dankeschön|merci|vielen dank|super|perfect|perfekt|great|prima|klasse)\b/iu
const DONE =
  /\b(that'?s (all|it)|all good|nothing else|no(thing)? more|bye|goodbye|see you|das (war'?s|wars|ist alles)|war alles|alles (gut|klar)|tschüs\w*|tschö|ciao|cya|bis dann|bis bald|auf wiedersehen|schönen tag)\b/iu
const WHO =
  /\b(who are you|what are you|who (made|built|created|programmed|runs) you|wer hat dich (gemacht|gebaut|erschaffen|programmiert)|are you (a )?(bot|robot|human|real|ai|person)|wer bist du|bist du (ein )?(bot|mensch|roboter|ki|echt)|sind sie (ein )?(bot|mensch|roboter)|what can you do|was kannst du|was können sie)\b/iu

const CHATTER =
  /\b(hi|hiya|hello|hey|yo|good (morning|afternoon|evening|day)|moin|hallo|servus|guten (tag|morgen|abend)|gr[üu](ß|ss)\w*|how are you|how's it going|wie geht|nice to meet|lol|haha\w*|ok|okay|oki|cool|nice|sure|alright|yes|yep|no|nope|ja|jo|nein|nö|gut|schön|toll)\b/iu
const UNHELPED =
  /\b((did|does|do)(n'?t| not) (really )?help|not (very |really )?helpful|no help|hilft (mir )?(leider )?(nicht|nichts|nix)|hat (mir )?(leider )?(nicht|nichts|nix) geholfen|nicht hilfreich|keine hilfe)\b/iu
/** "Ok" after an answer greets nobody. */
const UNDERSTOOD =
  /^\P{L}*(ok|okay|oki|okey|alright|sure|cool|nice|fine|good|got it|i see|understood|yes|yep|yeah|ja|jo|gut|alles klar|klar|verstanden|verstehe|aha|ach so|achso|schön)\P{L}*$/iu
/** Chatter is short; a longer message wants something. */
const CHATTER_LENGTH_MAX = 60

/** Whether a message has anything of a greeting, thanks, goodbye or plain yes or no. */
export function soundsLikeSmalltalk({ text }: Ask): boolean {
  if (!/\p{L}/u.test(text)) return true
  return (
    WHO.test(text) ||
    UNHELPED.test(text) ||
    askedLanguage(text) !== undefined ||
    isFarewell(text) ||
    (CHATTER.test(text) && text.length <= CHATTER_LENGTH_MAX)
  )
}

/** Pure: greetings, thanks and goodbyes. Thanks for an answer end the episode. */
export function answerSmalltalk(ask: Ask): SkillAnswer {
  const { phrases, shop, memory } = ask
  const names = { agent: shop.agentName, shop: shop.shopName }
  if (WHO.test(ask.text)) return { says: [phrases.whoAmI(names)] }
  if (UNHELPED.test(ask.text)) return needsPerson('low_confidence', phrases.sorry())
  if (isFarewell(ask.text)) {
    const says = [THANKS.test(ask.text) ? phrases.thanked() : phrases.okay(), phrases.bye(names)]
    return memory.hasAnswered ? { says, needs: { what: 'nothing-more' } } : { says }
  }
  if (memory.hasAnswered && UNDERSTOOD.test(ask.text)) {
    return { says: [phrases.okay(), phrases.anythingElse()] }
  }
  if (ask.entities.answer === 'no') return { says: [phrases.okay()] }
  // Whoever types somebody's address must not learn their name from the greeting.
  const name = ask.shopper.isVerified ? ask.shopper.firstName : null
  return { says: [phrases.greeting({ name, shop: shop.shopName })] }
}

function isFarewell(text: string): boolean {
  return THANKS.test(text) || DONE.test(text)
}
