import type { Ask, SkillAnswer } from './skill-answer.ts'

const THANKS =
  /\b(thanks?|thank you|thx|ty|cheers|appreciate|danke\w*|dankeschön|merci|vielen dank|super|perfect|perfekt|great|prima|klasse)\b/iu
const DONE =
  /\b(that'?s (all|it)|all good|nothing else|no(thing)? more|bye|goodbye|see you|das (war'?s|wars|ist alles)|war alles|alles (gut|klar)|tschüss|tschüs|ciao|auf wiedersehen|schönen tag)\b/iu
const WHO =
  /\b(who are you|what are you|are you (a )?(bot|robot|human|real|ai|person)|wer bist du|bist du (ein )?(bot|mensch|roboter|ki|echt)|sind sie (ein )?(bot|mensch|roboter)|what can you do|was kannst du|was können sie)\b/iu

/** Pure: greetings, thanks and goodbyes. Thanks for an answer end the episode. */
export function answerSmalltalk(ask: Ask): SkillAnswer {
  const { phrases, shop, memory } = ask
  const names = { agent: shop.agentName, shop: shop.shopName }
  if (WHO.test(ask.text)) return { says: [phrases.whoAmI(names)] }
  if (isFarewell(ask.text)) {
    const says = [THANKS.test(ask.text) ? phrases.thanked() : phrases.okay(), phrases.bye(names)]
    return memory.hasAnswered ? { says, needs: { what: 'nothing-more' } } : { says }
  }
  return { says: [phrases.greeting({ name: ask.shopper.firstName, shop: shop.shopName })] }
}

function isFarewell(text: string): boolean {
  return THANKS.test(text) || DONE.test(text)
}
