import type { Concept } from './concepts.ts'
import { conceptsOf, phraseAt } from './find-concepts.ts'
import { colourOf, recipientOf } from './things.ts'
import { fold, type Word } from './words.ts'

const PRODUCT_WORDS_MAX = 12
const FILLERS = new Set(
  `a an the and or but if then so as at by for from in into of off on onto out over to up with without about after again all also am any are aren't be because been before being below between both
  can could couldn't did didn't do does doesn't doing don't done down during each either else enough ever every few fewer first get gets getting give given go goes going gonna got guys had has hasn't have haven't having
  he her here hers him his how however i i'd i'll i'm i've idea is isn't it it's its itself just kind last let like likes liked little lot lots made make many may maybe me mine more most much must my myself near need needs needed next no nope not now
  of often ok okay one ones only other others our ours own per perhaps please plz pls put quite rather really s same see she should show since some somebody someone something sort still such sure take than that that's thats the their them themselves there these they thing things think this those though through too try trying
  u under until up ur us use used very want wanna wants was we we'd we're well were what what's whats when where which while who whom whose why will wish with won't would wouldn't yes yet you you'd you'll you're your yours hi hey hello thanks thank cheers good nice great best better right quick question
  today tomorrow yesterday week month year day days time times way bit old new buy buying bought sell sold selling order ordered offer offers carry stock available looking look search searching find found recommend recommendation recommendations suggest suggestion suggestions ideas recommended help choose pick gift gifts present presents birthday christmas xmas anything nothing everything stuff item items product products
  price prices cost costs cheap cheaper cheapest expensive budget maximum max around size sizes small medium large colour colours color colors currently come comes coming called named know tell explain wondering wonder possible possibly maybe able already ask asking lol omg tbh idk kinda something's dont doesnt cant im ive whats hes shes got've love loves loved mate bro pal sir madam dear team shop store website site online euro euros pound pounds quid dollar dollars bucks eur usd gbp chf
  der die das den dem des ein eine einen einem einer eines und oder aber wenn dann so als am an auf aus bei beim bis bin bist bitte da dabei damit daran darauf dafür davon dazu dass dein deine deinen deiner deinem denn dich dir doch dort du durch eben ebenfalls eher eigentlich einfach einige einiges einmal er es etwas euch euer eure euren eurem eurer für fürn gar gab ganz geben gegen gehen geht gehts gern gerne gerade genau gibt gibts gut gute guten guter gutes
  hab habe haben habt hat hatte hätte hätten hast hier hin ich ihm ihn ihnen ihr ihre ihren ihrem ihrer im in ins irgendwas irgendwie irgendein irgendeine ist ja jede jeden jeder jedes jetzt kann kannst kannste kein keine keinen könnt könnte könnten können leider lieber los mach machen mal man mehr mein meine meinen meinem meiner mich mir mit möchte möchten mögen mag muss müssen nach nein nem nen ner nicht nichts nix noch nun nur ob oder ohne passend passende passendes schon schön schöne schönes sehr sein seine seinen sich sie sind so sowas soll sollte sonst statt
  über um und uns unser unsere unter unterm viel viele vielleicht vom von vor wann war wäre waren warum was weil weiter welche welchen welcher welches wem wen wenig wenn wer werden wie wieder wieviel will willst wir wird wo wohl wollen wollte wurde würde würden würdest zeig zeige zeigt zeigen zu zum zur zwar heute morgen gestern woche monat jahr tag tage zeit ding dinge teil teile sachen sache artikel produkt produkte suche suchen such gesucht brauche brauchen brauch bräuchte benötige kaufen kauf gekauft bestellen bestellt bestellung verkauft verkaufen führt führen empfehlen empfehlung empfehlungen empfehlt empfiehl empfehl
  vorschlag vorschläge vorschlagen tipp tipps idee ideen hilf hilfe helfen geschenk geschenke geschenkidee geschenkideen schenken geburtstag weihnachten preis preise kostet kosten günstig günstige günstiger billig billiger teuer budget maximal höchstens ungefähr circa etwa größe größen groß klein farbe farben verfügbar lager lieferbar vorrätig danke hallo moin servus frage fragen kurze wissen weiß sagen sag erzähl lang lange beste besten bester bestes andere anderen anderes anderer ähnlich ähnliches alternativen alternative neue neuen neuer neues neu franken stück paar zwischen
  anyone wo wohin her rauf zwei drei vier fünf two three four five six sechs thirty forty fifty twenty zwanzig dreißig vierzig fünfzig tenner fiver ten zehn hundred hundert age years year old jahre alt jährige jähriges jähriger männer frauen herren damen men women man woman she's he's who's into steht obsessed fan liebt mag lieben gefällt gefallen prezzie prezzies pressie smth sth tops always never iwas iwie immer nie grad person personen people leute gibs haste magst isn wär wärs`
    .split(/\s+/)
    .map(fold),
)
/** What is asked for, not what is asked about. */
const ABOUT_PRODUCTS: ReadonlySet<Concept> = new Set([
  'product_noun',
  'material_word',
  'occasion',
  'style',
  'suitable',
  'product_question',
  'care',
  'gift_card',
  'subscription',
])
const WORD_CHARS_MIN = 3

/**
 * Words of a message that may name a product or a property of one, as they were written, in lower
 * case: "something warm for my dad under 40" → warm.
 *
 * @param skipped words that mean something else: sizes, order numbers, mail addresses
 */
export function readProductWords(words: readonly Word[], skipped: ReadonlySet<string>): string[] {
  const found = new Set<string>()
  const folded = words.map((word) => word.folded)
  let phraseEnd = 0
  words.forEach((word, i) => {
    const phrase = phraseAt(folded, i)
    if (phrase && !phrase.names.some((one) => ABOUT_PRODUCTS.has(one))) {
      phraseEnd = Math.max(phraseEnd, i + phrase.words)
    }
    if (i < phraseEnd && !conceptsOf(word.folded).includes('product_noun')) return
    if (isProductWord(word, skipped)) found.add(word.raw.toLowerCase())
  })
  return [...found].slice(0, PRODUCT_WORDS_MAX)
}

function isProductWord({ folded, raw }: Word, skipped: ReadonlySet<string>): boolean {
  if (FILLERS.has(folded) || skipped.has(folded)) return false
  if (/^\d/.test(folded) || folded.length < WORD_CHARS_MIN) return false
  if (colourOf(folded) || recipientOf(folded)) return false
  const concepts = conceptsOf(folded)
  if (concepts.length === 0) return raw.length >= WORD_CHARS_MIN
  return concepts.some((one) => ABOUT_PRODUCTS.has(one))
}
