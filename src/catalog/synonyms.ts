import { foldText, stemOf } from './search-words.ts'

/**
 * Words of shops that mean the same, English and German in one line: catalogues are often written
 * in one language and searched in the other.
 */
const GROUPS = `
scarf scarves schal schals halstuch
hat hats beanie cap mütze mützen hut
glove gloves mitten mittens handschuh handschuhe fäustling fäustlinge
sock socks socke socken strumpf
sweater jumper pullover pulli strickpullover
cardigan strickjacke
jacket coat jacke mantel
shirt hemd
dress kleid
trousers pants hose
shoe shoes schuh schuhe
slipper slippers hausschuh hausschuhe pantoffel pantoffeln
blanket throw decke wolldecke
pillow cushion kissen
warm cosy cozy kuschelig wärmend
mug mugs cup cups tasse tassen becher
teapot teekanne kanne
kettle wasserkocher
tea teas tee
coffee kaffee
bowl schale schüssel
plate teller
glass glas
bottle flasche
thermos trinkflasche thermosflasche isolierflasche
lamp lamps lampe lampen leuchte leuchten light
candle candles kerze kerzen
picture frame bilderrahmen
clock uhr wanduhr
rug carpet teppich
basket korb körbe
towel handtuch
tent zelt
schlafsack
backpack rucksack
hiking wandern
camping outdoor
torch flashlight headlamp taschenlampe stirnlampe
toy toys spielzeug spielsachen
game spiel spiele
doll puppe
teddy plush plüschtier kuscheltier stofftier
blocks bausteine bauklötze
book books buch bücher
notebook journal notizbuch
calendar kalender
pen pens stift stifte füller kugelschreiber
pencil bleistift
paper papier
card cards karte karten
garden garten gärtnern
plant plants pflanze pflanzen
seed seeds samen saatgut
pot planter blumentopf übertopf
bag bags tasche taschen beutel
tote stoffbeutel einkaufstasche
wallet purse geldbörse portemonnaie geldbeutel
belt gürtel
umbrella regenschirm schirm
gift present geschenk geschenke
child kids children kind kinder
man men mens herren mann männer papa vater dad father
woman women womens damen frau frauen mama mutter mum mom mother
wool wolle merino
cotton baumwolle
linen leinen
wood wooden holz hölzern
leather leder
ceramic keramik
red rot
blue blau
green grün
yellow gelb
black schwarz
white weiss
grey gray grau
brown braun
pink rosa
purple lila violett
big large gross
small klein
soap seife
chocolate schokolade
honey honig
kitchen küche
knife messer
board brett
apron schürze
bird vogel
feeder futterhaus
`

const GROUP_OF: ReadonlyMap<string, readonly string[]> = groupsByStem()

function groupsByStem(): Map<string, readonly string[]> {
  const byStem = new Map<string, string[]>()
  for (const line of GROUPS.trim().split('\n')) {
    const stems = [...new Set(line.split(' ').map((word) => stemOf(foldText(word))))]
    for (const stem of stems) {
      const others = stems.filter((one) => one !== stem)
      byStem.set(stem, [...(byStem.get(stem) ?? []), ...others])
    }
  }
  return byStem
}

/** Stems that mean the same as this one. */
export function synonymsOf(stem: string): readonly string[] {
  return GROUP_OF.get(stem) ?? []
}
