import type { DetailedProduct, FoundProduct } from '../catalog/product-search.ts'
import { type Language, PREBUILT_SKILLS, type RoutedTo } from '../contract/agent-words.ts'
import { PREBUILT_SKILL_NAMES } from '../contract/agents.ts'
import type { ClaimedTurn, ScoredSkill } from '../conversation/turn-outcome.ts'
import { matchesRule, RULE_MATCHED } from '../intent/match-rule.ts'
import { clausesOf } from '../intent/route.ts'
import { understand } from '../intent/understand.ts'
import type { UnderstoodMessage } from '../intent/understood.ts'
import type { FoundPassage } from '../knowledge/passage.ts'
import { answerCustomSkill, planToolCalls } from './answer-custom-skill.ts'
import { answerGeneralQuestion } from './answer-general-question.ts'
import { answerLoyalty, asksForBalance } from './answer-loyalty.ts'
import { answerOrderEditing } from './answer-order-editing.ts'
import { answerOrderTracking } from './answer-order-tracking.ts'
import {
  answerProductQuestion,
  asksForOffers,
  asksForVariant,
  asksOfProduct,
  askWhichOf,
  likeliestMeant,
  type MeantProduct,
  meantProduct,
  namesNothing,
  namesOneOf,
  pointsAtShown,
  pointsBack,
} from './answer-product-question.ts'
import {
  answerCompanions,
  answerProducts,
  asksWhatGoesWith,
  isRefinement,
  planProducts,
} from './answer-products.ts'
import { answerReturns } from './answer-returns.ts'
import { answerSmalltalk, soundsLikeSmalltalk } from './answer-smalltalk.ts'
import { answerSubscriptions, asksOfOwn } from './answer-subscriptions.ts'
import type { AgentSetup, TurnSkill, TurnToolbox } from './brain.ts'
import {
  type LookUp,
  lookUpCompanions,
  lookUpLoyalty,
  lookUpOrders,
  lookUpPassages,
  lookUpProduct,
  lookUpProducts,
  lookUpSubscriptions,
  searchProducts,
} from './lookups.ts'
import type { Phrases } from './phrase-book.ts'
import { phrasesFor } from './phrases.ts'
import { asksForAttribute } from './product-facts.ts'
import { quotePassages, surely } from './quote-passages.ts'
import {
  type Ask,
  bothAnswers,
  needsKnowledge,
  needsPerson,
  needsProof,
  type SkillAnswer,
} from './skill-answer.ts'
import {
  FAILURES_BEFORE_OFFER,
  PASSAGE_ANSWERS_ANYTHING_FROM,
  PASSAGE_ANSWERS_FROM,
  RUDE_SENTIMENT,
  SURELY_OUT_OF_SCOPE_FROM,
  UNHAPPY_SENTIMENT,
} from './turn-limits.ts'
import { readMemory, type TurnMemory } from './turn-memory.ts'
import { wordsBeside } from './words-of.ts'

/** What the offline brain came to. How it is said on the channel, and by whom, is decided after it. */
export interface Thought {
  answer: SkillAnswer
  /** The skill that answered, or an outcome of routing; null: an answer to a question of ours. */
  skill: string | null
  routed: ScoredSkill
  runnerUp: ScoredSkill
  /** The question that nothing answers. */
  gap: string | null
  /** What waits until the shopper has proved who they are. */
  pending: string | null
  /** The handoff setting of the skill. */
  handoff: TurnSkill['handoff']
  memory: TurnMemory
}

/** Wishes of one message that are answered. */
const WISHES_MAX = 3

/**
 * Decide without a model: route the message, look up what its skill needs, answer from what was
 * found. Never guesses: what nothing answers is said to be unknown.
 *
 * @param text what the shopper wrote since the last answer
 */
export async function thinkOffline(
  turn: ClaimedTurn,
  setup: AgentSetup,
  toolbox: TurnToolbox,
  { text, understood }: { text: string; understood: UnderstoodMessage },
): Promise<Thought> {
  const memory = readMemory(turn.memory)
  const phrases = phrasesFor(understood.language, setup.tone)
  const thinking: Thinking = { turn, setup, toolbox, phrases, memory }
  const wishes = wishesOf(thinking, text, understood)
  const { language } = understood
  let thought: Thought | undefined
  for (const wish of wishes) {
    const next = await fulfil(thinking, wish)
    thought = thought ? together(thought, next) : next
  }
  if (!thought) throw new Error('a message has at least one wish')
  const whole = await withLeftQuestions(thinking, { text, wishes, language }, thought)
  return unhappy(whole, understood, phrases)
}

interface Thinking {
  turn: ClaimedTurn
  setup: AgentSetup
  toolbox: TurnToolbox
  phrases: Phrases
  memory: TurnMemory
}

interface Wish {
  to: RoutedTo
  text: string
  understood: UnderstoodMessage
  isCertain: boolean
}

function wishesOf(thinking: Thinking, text: string, understood: UnderstoodMessage): Wish[] {
  const { routed, language } = understood
  const others = routed.alsoAsks
    .filter(({ to }) => to !== routed.to && to !== 'smalltalk' && to !== 'out_of_scope')
    .slice(0, WISHES_MAX - 1)
  const first: Wish = {
    to: routed.to,
    text,
    understood,
    isCertain: routed.score >= routed.threshold,
  }
  if (others.length === 0) return [withOpenQuestion(thinking, first)]
  const rest = others.reduce((left, { text: part }) => left.replace(part, ' '), text).trim()
  const own = rest === '' ? first : { ...first, text: rest, understood: read(rest, language) }
  return [
    own,
    ...others.map(({ to, text: part }) => ({
      to,
      text: part,
      understood: read(part, language),
      isCertain: true,
    })),
  ]
}

/** Parts of a message that are looked up by themselves. */
const LEFT_QUESTIONS_MAX = 3
/** What a person is told by other means than the shop's texts. */
const OTHERWISE_ANSWERED: ReadonlySet<string> = new Set([
  'order_tracking',
  'order_editing',
  'product_recommendations',
  'product_qa',
  'human_handoff',
  'smalltalk',
])

/**
 * "What is shipping to Austria and can I pay by PayPal?" are two questions of one skill, and a passage
 * answers one of them. What the shop surely has written about the other parts is added.
 */
async function withLeftQuestions(
  thinking: Thinking,
  message: { text: string; wishes: readonly Wish[]; language: Language },
  thought: Thought,
): Promise<Thought> {
  const { language, wishes } = message
  const parts = clausesOf(message.text)
    .filter((part) => !wishes.some((wish) => wish.text === part))
    .map((part) => ({ part, understood: read(part, language) }))
    .filter(({ understood: { routed } }) => !OTHERWISE_ANSWERED.has(routed.to))
    .slice(0, LEFT_QUESTIONS_MAX)
  let answer = thought.answer
  for (const { part, understood } of parts) {
    const wish: Wish = { to: 'general_qa', text: part, understood, isCertain: true }
    const ask = askOf(thinking, wish)
    const passages = orNone(await lookUpPassages(thinking.toolbox, ask))
    const more = quotePassages(ask, surely(passages))
    if (more) answer = bothAnswers(answer, unsaid(answer, more))
  }
  return { ...thought, answer }
}

/** What a quotation adds to what was said. */
function unsaid({ says }: SkillAnswer, more: SkillAnswer): SkillAnswer {
  const [quote = '', ...source] = more.says
  const said = says.join('\n')
  const lines = quote.split('\n').filter((line) => !said.includes(line))
  if (lines.length === 0) return { says: [] }
  const isCited = source.every((line) => said.includes(line))
  return { ...more, says: [lines.join('\n'), ...(isCited ? [] : source)] }
}

/** A part of a message, with the route it was given by the whole. */
function read(text: string, language: UnderstoodMessage['language']): UnderstoodMessage {
  return understand(text, { language })
}

/** An answer to a question of ours is read together with what it was asked for. */
function withOpenQuestion({ memory }: Thinking, wish: Wish): Wish {
  const { open } = memory
  const skill = PREBUILT_SKILLS.find((one) => one === open?.skill)
  if (!open || !skill) return wish
  const isOther = wish.isCertain && wish.to !== skill && wish.to !== 'smalltalk' && !isShort(wish)
  if (isOther) return wish
  const text = `${open.question} ${wish.text}`
  const understood = read(text, wish.understood.language)
  return { to: skill, text, understood, isCertain: true }
}

const SHORT_WORDS_MAX = 4

function isShort({ text }: Pick<Wish, 'text'>): boolean {
  return text.trim().split(/\s+/).length <= SHORT_WORDS_MAX
}

async function fulfil(thinking: Thinking, wish: Wish): Promise<Thought> {
  const ask = askOf(thinking, wish)
  const route = routeOf(thinking, wish, ask)
  const { answer, skill, gap } = await answerTo(thinking, wish, ask, route)
  const failed = gap !== null || route === 'unclear' || skill === 'out_of_scope'
  const failures = failed ? thinking.memory.failures + 1 : 0
  const isTooMuch = failures >= FAILURES_BEFORE_OFFER && answer.needs === undefined
  const settled: SkillAnswer = isTooMuch
    ? { ...answer, needs: { what: 'person', reason: 'low_confidence' } }
    : answer
  const isReal = skill !== null && !NO_SKILLS.has(skill)
  return {
    answer: settled,
    skill,
    ...scoresOf(wish, route),
    gap,
    pending: answer.needs?.what === 'proof' ? ask.text : null,
    handoff: skillWith(thinking, skill)?.handoff ?? 'offer',
    memory: {
      ...thinking.memory,
      open: null,
      ...settled.memory,
      failures,
      hasAnswered:
        thinking.memory.hasAnswered ||
        (isReal && settled.needs === undefined && settled.asksBack !== true),
    },
  }
}

const NO_SKILLS: ReadonlySet<string> = new Set(['smalltalk', 'out_of_scope', 'human_handoff'])

function askOf({ turn, setup, phrases, memory }: Thinking, { text, understood }: Wish): Ask {
  return {
    text,
    language: understood.language,
    ...(understood.writtenIn === undefined ? {} : { writtenIn: understood.writtenIn }),
    entities: understood.entities,
    channel: turn.channel,
    shopper: turn.shopper,
    page: turn.page,
    memory,
    shop: setup,
    phrases,
  }
}

type Route = RoutedTo | TurnSkill | 'unclear'

/** Where the message really goes, with the context that the router does not see. */
function routeOf(thinking: Thinking, wish: Wish, ask: Ask): Route {
  const { to, isCertain } = wish
  if (!hasWords(wish) && ask.entities.orderNumbers.length === 0) return 'unclear'
  if (to === 'human_handoff' && isCertain) return to
  const custom = customSkillFor(thinking, wish)
  if (custom) return custom
  const isAboutProducts = to === 'product_recommendations' || to === 'product_qa' || !isCertain
  // "And the first one?" says nothing by itself.
  const goesOn = isShort(wish) && PRODUCT_SKILLS.has(thinking.turn.previousSkill ?? '')
  if ((isAboutProducts || goesOn) && pointsAtShown(ask)) return 'product_qa'
  if (isAboutProducts && asksWhatGoesWith(ask.text)) return 'product_recommendations'
  // "In blue?" after several products means all of them, after one that one.
  const isOne = ask.memory.products.length === 1
  const refines = isRefinement(ask) && (to !== 'product_qa' || !isOne)
  if (isAboutProducts && refines) return 'product_recommendations'
  if (isAboutProducts && isOne && asksForVariant(ask) && namesNothing(ask)) return 'product_qa'
  if (asksOfShown(wish, ask)) return 'product_qa'
  if (to === 'smalltalk' && !soundsLikeSmalltalk(ask)) return 'unclear'
  const isOfOrder = ask.entities.orderNumbers.length > 0
  if (isCertain && !(isOfOrder && isNumberAlone(ask))) return to
  // "#1042" alone, after "which order?" or out of nowhere.
  if (isOfOrder) {
    return ORDER_SKILLS.find((skill) => skill === thinking.turn.previousSkill) ?? 'order_tracking'
  }
  return 'unclear'
}

/** Whether a message is an order number, and tells nothing of what it is for. */
function isNumberAlone({ text, entities }: Ask): boolean {
  const rest = entities.orderNumbers.reduce((left, one) => left.replace(one, ' '), text)
  return !/\p{L}{2}/u.test(rest)
}

/** "And how long is it?" after a product was shown: the message alone says nothing of a shop. */
function asksOfShown({ to, isCertain, text }: Wish, ask: Ask): boolean {
  if (ask.memory.products.length === 0 || !pointsBack(ask) || !asksOfProduct(text)) return false
  const isNowhere = !isCertain || to === 'out_of_scope' || to === 'smalltalk'
  return isNowhere || (to === 'general_qa' && isShort({ text }))
}

/** "???" and "..." say nothing that could be answered. */
function hasWords({ text }: Wish): boolean {
  return /\p{L}{2}/u.test(text)
}

const PRODUCT_SKILLS: ReadonlySet<string> = new Set(['product_recommendations', 'product_qa'])
const ORDER_SKILLS = ['order_tracking', 'order_editing', 'returns_exchanges'] as const

function customSkillFor({ setup }: Thinking, wish: Wish): TurnSkill | undefined {
  const routed = wish.understood.routed.score
  const [best] = setup.skills
    .filter((skill) => skill.id.startsWith('custom:'))
    .map((skill) => ({
      skill,
      score: matchesRule(
        { title: skill.displayName, description: skill.description },
        wish.text,
        wish.understood.language,
      ).score,
    }))
    .filter(({ score }) => score >= RULE_MATCHED && (!wish.isCertain || score >= routed))
    .toSorted((a, b) => b.score - a.score)
  return best?.skill
}

function scoresOf({ understood }: Wish, route: Route): Pick<Thought, 'routed' | 'runnerUp'> {
  const { routed } = understood
  const runnerUp = { skill: routed.runnerUp.to, score: routed.runnerUp.score }
  if (typeof route === 'object') {
    return {
      routed: { skill: route.id, score: 1 },
      runnerUp: { skill: routed.to, score: routed.score },
    }
  }
  const to = route === 'unclear' ? routed.to : route
  const score = routed.scores.find((one) => one.to === to)?.score ?? routed.score
  // The context of the conversation may decide for the router's second choice.
  const other = to === routed.to ? runnerUp : { skill: routed.to, score: routed.score }
  return { routed: { skill: to, score }, runnerUp: other }
}

interface Answered {
  answer: SkillAnswer
  skill: string | null
  gap: string | null
}

async function answerTo(thinking: Thinking, wish: Wish, ask: Ask, route: Route): Promise<Answered> {
  const { phrases, setup } = thinking
  if (typeof route === 'object')
    return withGap(await runCustom(thinking, ask, route), ask, route.id)
  switch (route) {
    case 'human_handoff':
      return { answer: needsPerson('shopper_requested'), skill: route, gap: null }
    case 'smalltalk':
      return { answer: answerSmalltalk(ask), skill: route, gap: null }
    case 'out_of_scope':
    case 'unclear':
      return unclear(thinking, wish, ask)
    default: {
      const skill = setup.skills.find((one) => one.id === route)
      if (!skill?.isAvailable) {
        const rule = await writtenRule(thinking, ask, route)
        if (rule) return { answer: rule, skill: 'general_qa', gap: null }
        return unavailable(ask, route, phrases)
      }
      if (skill.handoff === 'all') {
        return { answer: needsPerson('policy_restricted'), skill: route, gap: null }
      }
      const written = await writtenAnswer(thinking, wish, ask)
      if (written) return { answer: written, skill: 'general_qa', gap: null }
      return withGap(await runSkill(thinking, ask, route), ask, route)
    }
  }
}

/** From this score on a message is about an own order, whatever the shop has written. */
const OWN_ORDER_FROM = 0.7

/** Nobody writes about these for everybody. */
const OWN_ORDER =
  /\b(my (last |latest |previous |current )?orders?|(did|have|had) i (ever )?order(ed)?|i ordered|meine[rn]? (letzte[nrsm]? )?bestellung(en)?|(hab|habe|hatte) ich (\S+ ){0,3}bestellt)\b/iu

/** "When is my card charged?" sounds a little like an own order: what is written needs no proof. */
async function writtenAnswer(
  { toolbox }: Thinking,
  { to, understood }: Wish,
  ask: Ask,
): Promise<SkillAnswer | undefined> {
  const isOfOrder = to === 'order_tracking' || to === 'order_editing'
  const isUnsure = understood.routed.to === to && understood.routed.score < OWN_ORDER_FROM
  const isNamed = ask.entities.orderNumbers.length > 0 || ask.memory.order !== null
  if (!isOfOrder || !isUnsure || isNamed || OWN_ORDER.test(ask.text)) return undefined
  return quotePassages(ask, surely(orNone(await lookUpPassages(toolbox, ask))))
}

/** What the shop has written of subscriptions and points is true without the data of any person. */
async function writtenRule(
  { toolbox }: Thinking,
  ask: Ask,
  route: keyof typeof PREBUILT_SKILL_NAMES,
): Promise<SkillAnswer | undefined> {
  const isRule =
    (route === 'subscriptions' && !asksOfOwn(ask.text)) ||
    (route === 'loyalty' && !asksForBalance(ask.text))
  if (!isRule) return undefined
  return quotePassages(ask, surely(orNone(await lookUpPassages(toolbox, ask))))
}

/** Neither a skill nor nonsense for certain: the shop may have written about it all the same. */
async function unclear({ toolbox, phrases }: Thinking, wish: Wish, ask: Ask): Promise<Answered> {
  if (!hasWords(wish)) {
    const isAgain = ask.memory.failures > 0
    const answer = isAgain
      ? needsPerson('unintelligible', phrases.rephrase())
      : { says: [phrases.rephrase()], asksBack: true }
    return { answer, skill: 'out_of_scope', gap: null }
  }
  const passages = orNone(await lookUpPassages(toolbox, ask))
  const enough = isSurelyOutOfScope(wish) ? PASSAGE_ANSWERS_ANYTHING_FROM : PASSAGE_ANSWERS_FROM
  if (passages.some(({ score }) => score >= enough)) {
    return { answer: answerGeneralQuestion(ask, passages), skill: 'general_qa', gap: null }
  }
  if (asksForAttribute(ask.text) && ask.entities.productWords.length > 0) {
    const answer = await questionAboutProduct(toolbox, ask)
    const isElsewhere = isSurelyOutOfScope(wish) && (answer.passages ?? []).length > 0
    if (!answer.needs && !answer.asksBack && !isElsewhere)
      return { answer, skill: 'product_qa', gap: null }
  }
  if (wish.understood.sentiment <= RUDE_SENTIMENT) {
    return { answer: needsPerson('sentiment', phrases.sorry()), skill: 'out_of_scope', gap: null }
  }
  if (wish.isCertain && wish.to === 'out_of_scope') {
    const answer = { says: [phrases.outOfScope({ shop: ask.shop.shopName })] }
    return { answer, skill: 'out_of_scope', gap: null }
  }
  return { answer: needsKnowledge(phrases.unknown()), skill: 'general_qa', gap: ask.text }
}

/** "How do I knit a scarf?" has words of what a shop has written about scarves. */
function isSurelyOutOfScope({ understood: { routed } }: Wish): boolean {
  return routed.to === 'out_of_scope' && routed.score >= SURELY_OUT_OF_SCOPE_FROM
}

function withGap(answer: SkillAnswer, ask: Ask, skill: string): Answered {
  return { answer, skill, gap: answer.needs?.what === 'knowledge' ? ask.text : null }
}

const KNOWLEDGE_SKILLS: ReadonlySet<string> = new Set(['general_qa', 'returns_exchanges'])

function unavailable(
  ask: Ask,
  skill: keyof typeof PREBUILT_SKILL_NAMES,
  phrases: Phrases,
): Answered {
  if (KNOWLEDGE_SKILLS.has(skill)) {
    return { answer: needsKnowledge(phrases.unknown()), skill, gap: ask.text }
  }
  const says = phrases.unavailable(PREBUILT_SKILL_NAMES[skill][ask.language])
  return { answer: needsPerson('unsupported_request', says), skill, gap: null }
}

async function runSkill(
  { toolbox, phrases, turn }: Thinking,
  ask: Ask,
  skill: (typeof PREBUILT_SKILLS)[number],
): Promise<SkillAnswer> {
  const { isVerified } = turn.shopper
  switch (skill) {
    case 'product_recommendations':
      return recommend(toolbox, ask)
    case 'product_qa':
      return questionAboutProduct(toolbox, ask)
    case 'general_qa': {
      const found = await lookUpPassages(toolbox, ask)
      return found.ok ? answerGeneralQuestion(ask, found.found) : toolFailed(phrases)
    }
    case 'order_tracking': {
      const orders = await ordersFor(toolbox, isVerified)
      return orders === 'failed' ? toolFailed(phrases) : answerOrderTracking(ask, orders)
    }
    case 'order_editing': {
      const [orders, passages] = await Promise.all([
        ordersFor(toolbox, isVerified),
        lookUpPassages(toolbox, ask),
      ])
      return orders === 'failed'
        ? toolFailed(phrases)
        : answerOrderEditing(ask, orders, orNone(passages))
    }
    case 'returns_exchanges': {
      const isOwn = isVerified && ask.entities.orderNumbers.length > 0
      const [orders, passages] = await Promise.all([
        ordersFor(toolbox, isOwn),
        lookUpPassages(toolbox, ask),
      ])
      const found = {
        passages: orNone(passages),
        policy: await returnPolicy(toolbox, ask, passages),
      }
      return answerReturns(ask, orders === 'failed' ? null : orders, found)
    }
    case 'subscriptions': {
      const passages = orNone(await lookUpPassages(toolbox, ask))
      if (!isVerified) return answerSubscriptions(ask, null, passages)
      const found = await lookUpSubscriptions(toolbox, ask.language)
      return found.ok ? answerSubscriptions(ask, found.found, passages) : toolFailed(phrases)
    }
    case 'loyalty': {
      if (!asksForBalance(ask.text)) {
        return answerLoyalty(ask, null, orNone(await lookUpPassages(toolbox, ask)))
      }
      if (!isVerified) return needsProof()
      const found = await lookUpLoyalty(toolbox)
      return found.ok ? answerLoyalty(ask, found.found, []) : toolFailed(phrases)
    }
  }
}

const RETURN_POLICY = { en: 'returns', de: 'Rückgabe' } as const

/** What the shop says of returns at all, when it says nothing of what is asked. */
async function returnPolicy(
  toolbox: TurnToolbox,
  { language }: Ask,
  passages: LookUp<FoundPassage[]>,
): Promise<FoundPassage[]> {
  if (orNone(passages).some(({ score }) => score >= PASSAGE_ANSWERS_FROM)) return []
  return orNone(await lookUpPassages(toolbox, { text: RETURN_POLICY[language], language }))
}

/** Null: not proved. Orders are not even asked for then. */
async function ordersFor(toolbox: TurnToolbox, isVerified: boolean) {
  if (!isVerified) return null
  const found = await lookUpOrders(toolbox)
  if (found.ok) return found.found
  return found.because === 'not-verified' ? null : 'failed'
}

async function questionAboutProduct(toolbox: TurnToolbox, ask: Ask): Promise<SkillAnswer> {
  const passages = lookUpPassages(toolbox, ask)
  const meant = await productsMeant(toolbox, ask, meantProduct(ask))
  if (!meant.ok) return toolFailed(ask.phrases)
  const [first, ...others] = meant.found
  if (others.length > 0) {
    // "Do you have scarves in blue?" is answered by all that there are.
    return asksForOffers(ask) ? recommend(toolbox, ask) : askWhichOf(ask, meant.found)
  }
  const product = await detailed(toolbox, ask, first)
  if (!product.ok) return toolFailed(ask.phrases)
  const answer = answerProductQuestion(ask, {
    product: product.found,
    passages: orNone(await passages),
  })
  if (!product.found || answer.needs?.what !== 'knowledge') return answer
  // What the shop has written of all its products names none of them.
  const text = wordsBeside(ask.text, product.found.title)
  const ofAll = orNone(await lookUpPassages(toolbox, { ...ask, text }))
  return answerProductQuestion(ask, { product: product.found, passages: ofAll })
}

async function recommend(toolbox: TurnToolbox, ask: Ask): Promise<SkillAnswer> {
  const companions = asksWhatGoesWith(ask.text) && (await companionsOf(toolbox, ask))
  if (companions) return companions
  const plan = planProducts(ask)
  const found = await lookUpProducts(toolbox, plan)
  if (!found.ok) return toolFailed(ask.phrases)
  const { products, gaveUp } = found.found
  const isOtherVariant = gaveUp.includes('colour') || gaveUp.includes('size')
  // Who names a product wants to know in which colours and sizes it is there.
  if (isOtherVariant && namesOneOf(ask, products)) {
    return questionAboutProduct(toolbox, ask)
  }
  return answerProducts(ask, plan, found.found)
}

/** With all its variants: a search finds one of them. */
async function detailed(
  toolbox: TurnToolbox,
  { language }: Ask,
  product: FoundProduct | DetailedProduct | undefined,
): Promise<LookUp<DetailedProduct | undefined>> {
  if (!product || 'options' in product) return { ok: true, found: product }
  const { productId } = product
  return lookUpProduct(toolbox, { productId, language })
}

function searchTitles(toolbox: TurnToolbox, ask: Ask, text: string) {
  return searchProducts(toolbox, {
    text,
    language: ask.language,
    priceMin: null,
    priceMax: null,
    attributes: {},
    categoryIds: [],
    inStockOnly: false,
    excludedIds: [],
    limit: 3,
  })
}

/** The product a question is about, if the shop has it; several when its words fit several alike. */
async function productsMeant(
  toolbox: TurnToolbox,
  ask: Ask,
  meant: MeantProduct | undefined,
): Promise<LookUp<(FoundProduct | DetailedProduct)[]>> {
  if (!meant) return { ok: true, found: [] }
  if (meant.by === 'id') {
    const { productId } = meant
    const found = await lookUpProduct(toolbox, { productId, language: ask.language })
    return found.ok ? { ok: true, found: found.found ? [found.found] : [] } : found
  }
  const found = await searchTitles(toolbox, ask, meant.words)
  if (!found.ok) return found
  const products = likeliestMeant(meant.words, found.found, ask.text)
  return products.length > 0
    ? { ok: true, found: products }
    : productsMeant(toolbox, ask, meant.otherwise)
}

/** What others bought with the product that is meant; undefined when nobody bought anything. */
async function companionsOf(toolbox: TurnToolbox, ask: Ask): Promise<SkillAnswer | undefined> {
  const meant = await productsMeant(toolbox, ask, meantProduct(ask))
  const [product] = orNone(meant)
  if (!product) return undefined
  const found = orNone(await lookUpCompanions(toolbox, product.productId))
  return found.length === 0 ? undefined : answerCompanions(ask, product, found)
}

async function runCustom(
  { toolbox, turn }: Thinking,
  ask: Ask,
  skill: TurnSkill,
): Promise<SkillAnswer> {
  if (!skill.isAvailable) return needsPerson('unsupported_request')
  if (skill.handoff === 'all') return needsPerson('policy_restricted')
  const plan = planToolCalls(ask, skill.customTools)
  const uses =
    plan.can === 'call'
      ? await Promise.all(plan.calls.map(({ toolId, input }) => toolbox.call(toolId, input)))
      : []
  if (uses.some((use) => use.isError && isUnverified(use.output)) && !turn.shopper.isVerified) {
    return needsProof()
  }
  const outputs = uses.some((use) => use.isError) ? null : uses.map((use) => use.output)
  const searches = skill.toolIds.includes('search_knowledge')
  const passages = searches ? orNone(await lookUpPassages(toolbox, ask)) : []
  return answerCustomSkill(ask, skill, { plan, outputs, passages })
}

function isUnverified(output: unknown): boolean {
  return JSON.stringify(output)?.includes('"not-verified"') ?? false
}

function toolFailed(phrases: Phrases): SkillAnswer {
  return needsPerson('tool_failure', phrases.toolFailed())
}

function orNone<Found>(looked: LookUp<Found[]>): Found[] {
  return looked.ok ? looked.found : []
}

function skillWith({ setup }: Thinking, skill: string | null): TurnSkill | undefined {
  return setup.skills.find((one) => one.id === skill)
}

/** Two wishes of one message: one reply; the first one's skill leads. */
function together(first: Thought, second: Thought): Thought {
  return {
    ...first,
    answer: bothAnswers(first.answer, second.answer),
    skill: first.skill !== null && !NO_SKILLS.has(first.skill) ? first.skill : second.skill,
    gap: first.gap ?? second.gap,
    pending: first.pending ?? second.pending,
    memory: {
      ...first.memory,
      ...second.answer.memory,
      open: second.memory.open ?? first.memory.open,
      failures: Math.min(first.memory.failures, second.memory.failures),
      hasAnswered: first.memory.hasAnswered || second.memory.hasAnswered,
    },
  }
}

/** Somebody who is upset is offered a person, whatever the answer is. */
function unhappy(thought: Thought, { sentiment }: UnderstoodMessage, phrases: Phrases): Thought {
  if (sentiment > UNHAPPY_SENTIMENT) return thought
  const { answer } = thought
  const says = answer.says[0] === phrases.sorry() ? answer.says : [phrases.sorry(), ...answer.says]
  const tags = [...(answer.tags ?? []), 'unhappy']
  const isSettled = answer.needs !== undefined && answer.needs.what !== 'nothing-more'
  return {
    ...thought,
    answer: {
      ...answer,
      says,
      tags,
      ...(isSettled ? {} : { needs: { what: 'person', reason: 'sentiment' } }),
    },
  }
}
