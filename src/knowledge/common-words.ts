import type { Language } from '../contract/agent-words.ts'
import { stemOf } from './words.ts'

/**
 * Words that stand in questions about anything. A passage that lacks them may well be the answer,
 * while one that lacks "bitcoin" is none to "can I pay with bitcoin".
 */
export function isCommon(stem: string, language: Language): boolean {
  return COMMON[language].has(stem)
}

function stemsOf(text: string, language: Language): ReadonlySet<string> {
  const words = text.split(/\s+/).filter((word) => word !== '')
  return new Set(words.map((word) => stemOf(word, language)))
}

const COMMON: Record<Language, ReadonlySet<string>> = {
  en: stemsOf(
    `able above add additional after again ago allow almost already always amount answer appear ask
    available away bad base become before begin believe best better between big bit both bring build
    call care carry case cause certain chance check clear close come common complete concern confirm
    consider contain continue correct couple cover create current date dear deal decide definitely
    describe detail difference difficult directly door early easy end enough enter entire especially
    euro euros everyday exact example expect experience explain extra fact fail fair far favor
    favour feel few figure file fill final fine finish first follow forget forgot forgotten form
    forward friend full future general glad goes good great group grow guy half hand happen happy
    hard hear high hold home hope huge idea immediately important include increase inside instead
    interested interest issue join keep kept large last later learn least leave left less level life
    line link list little live load local longer lot love low main major manage many mark matter
    maximum mean meant mention mind minute moment morning move much name near necessary never new
    next nice night number offer often old open otherwise outside own page part particular pass past
    person pick piece place plan play point possible prefer prepare present press previous private
    probably problem proceed process prove public pull purpose push put ran reach read ready real
    reason receive received recent recently remain remember request require required respond rest
    result right run safe save say second section see seem send sent separate serious serve set
    several share short show side similar simple simply since single sir situation small soon sort
    sound space speak special specific spend stand state stay step stop story stuff suggest suit
    support suppose sure table talk tell test text thank thing third today together told tomorrow
    tonight top total touch toward true turn twice understand unfortunately unit update useful usual
    value various version view wait want watch weekday while whole wish word wont world worry worth
    write wrote yesterday young one two three four five six seven eight nine ten once euro euros eur
    usd dollar dollars pound pounds people someone person wife husband mother father mum mom dad
    brother sister son daughter girlfriend boyfriend birthday christmas maximum minimum large bigger
    smaller different another eligible allowed entitled apply applies necessary needed include
    included including exactly receive got came arrive went done bought think thought know knew sell
    want would like status actually advice ages agree anymore anywhere arrange arranged aware back
    boring break busy carefully change cheap choice choose click colleague combine combined
    complicated confirmation confused count cousin curious decided definite depend detailed double
    drop eventually exist existing fairly fall family fell fit find found founded friday front
    generally gone grateful handle hang hate heard helpful honest hopefully hurry imagine improve
    inform intend item itself joke kindly lately latest let literally lose lost lovely mate maybe
    mistake monday myself nearly nobody normal normally notice nowhere occasion older ordinary pair
    parents particularly perfect perhaps plus presumably promise proper properly quiet rather
    realise recipient regular reply report round sad seriously settle slow slowly slightly solve
    somebody somewhere specifically start started straight suddenly suitable supposed surely switch
    take taken thinking thinks till tired took treat tried tries trouble try trying tuesday usually
    willing wonder wonderful wondering working yours wednesday thursday afterwards ahead alone along
    alternatively anybody apparently approximately asked asking automatically basically behind
    beside briefly certainly completely constantly earlier elsewhere essentially finally fortunately
    fully greatly hardly heaps hello indeed initially lots mainly meanwhile mostly naturally
    obviously occasionally originally overall plenty possibly previously purely quickly rarely
    roughly shortly sometimes specially strictly totally typically ultimately upcoming whatever
    whenever wherever whichever giving given brings bringing putting puts makes keeps turns coming
    comes happens happened allows means wanted wants needs likes liked loves loved hopes hoped says
    regarding concerning sum spent pays below under over anything everything something receiver
    receives receiving`,
    'en',
  ),
  de: stemsOf(
    `ab abgeben ablaufen abend acht allein allerdings allgemein alt alte alten anbei anders anfang
    anfangen anfrage angeben angekommen anlegen anliegen ansonsten antwort antworten aufgeben
    ausgeben ausgefüllt ausreichend ausschließlich bald beachten bedeuten beginnen behalten bekommen
    benötigen benötige bereits besonders besser beste besten bestimmt bisher bleiben bringen ca
    circa dauerhaft demnächst denken direkt drei dreißig dringend dürfen durchschnittlich echt
    ehrlich einfach eingeben eingegangen einzeln einzig ende endlich entscheiden erfahren erfolgen
    erhalten erhalte erklären erlaubt ernst erreichen erst erste ersten erwarten euro euros eur
    extra fall fangen fast fehler fertig fest fragen freund freundin freuen früh früher fühlen fünf
    funktionieren gefallen geht gehört geht gelten gemeinsam genau genug gerade gering gesamt
    geschehen geschickt gestern gewünscht gleich glauben grad grade groß große großen gut gute guten
    hallo halten heißen heißt helfen heute hoch hohe hoher holen hören insgesamt interessieren jahr
    jeweils jüngst kennen klappt klar klein kleine kleiner kleinen klicken kommen kommt komme
    kompliziert komplett korrekt kriegen kurz länger längst lassen lässt laufen laut leben legen
    leicht leider letzte letzten letzter lesen machen man manchmal mehrere meinen meist melde melden
    menge mindestens minute mitteilen mitnehmen möchte möglichst morgen morgens müssen nachricht
    nächste nächsten name natürlich nehmen nennen neu neue neuen neun nie niemand normal
    normalerweise notwendig nötig nützlich nummer öfter ordnung ort paar passieren person plötzlich
    prüfen problem probleme pro reagieren rechnen richtig runter sache sagen schade schaffen schauen
    schicken schicke schickt schlecht schließlich schnell schreiben sechs sehen sieben sicher sofort
    sonst später spät stehen steht stellen stimmt stück suchen super teil teilen treffen trotz
    überall übrigens unbedingt ungefähr unterschied verschieden versuchen verstehen viel viele
    vielen vier voll völlig voraus vorher vorhanden vorne wahrscheinlich warten wechseln weg weiter
    weitere weiteren wenig weniger wichtig wieder wirklich woche wohl wollen wort wünschen zahl zehn
    zeigen ziemlich zufrieden zusammen zusätzlich zusätzliche zuletzt zurück zusätzlich zwei mutter
    vater mama papa bruder schwester sohn tochter mann frau geburtstag weihnachten enthalten
    inklusive erlaubt berechtigt notwendig bekannt gekommen gegangen getan gedacht wusste hilft half
    geholfen gab gegeben angegeben kam kamen nahm genommen fährt läuft lief sieht sah gesehen liest
    spricht sprach trifft wirft blieb ließ hieß stand stieg fand gefunden schrieb geschrieben tat
    gegen betrag seite bereich ort weise form grund thema beispiel person leute beide jede jeder
    trotzdem rein raus hoch runter hin her vergessen weiß steht sitzt liebsten lieber liebste mag
    magst heraus hinaus bleibt liegt legt nimmt hält gebe gib tage etwas status aktuell allgemeine
    andernfalls angeblich anscheinend anschauen ansehen aufhören aufpassen ausprobieren ausreichen
    auswählen bedanken befinden begründen behandeln bemerken benutzen berechnen besorgen bestätigen
    bestehen bestimmen betreffen bevor billig bislang bloß böse brauchen daheim danke darf dauernd
    denn derzeit deutlich dienstag ding dinge donnerstag doppelt dran drauf draußen drin dumm
    durchgehend eben eher eigene eigentlich einrichten einstellen einverstanden enden endet
    entsprechend enttäuscht ergeben erneut ernsthaft erreicht erstmal erzählen evtl eventuell ewig
    exakt fahren falls familie fehlen feststellen folgen folgende freitag freundlich füllen
    gebrauchen geduld gehören gelegentlich generell gesamte gesondert gewesen gewiss gewöhnlich
    glaube gleiche gleichzeitig glücklich grundsätzlich gucken halb halbe herausfinden herzlich
    heutzutage hiermit hoffen hoffentlich häufig immer immerhin inzwischen irgend irgendwann
    irgendwas irgendwo irgendwelche jederzeit jedoch jemals jetzt jüngere kapieren kaum keinesfalls
    keinerlei klappen kollege komisch konkret kumpel kümmern langsam lachen lautet lieb liegen
    lohnen lohnt los lösen lustig manche mehrfach mehrmals meistens merken mittlerweile mittwoch
    moment montag möglich müde nachher nachschauen nachsehen nämlich nebenbei nett neulich nirgends
    nirgendwo normale notfalls nutzen obwohl offenbar offensichtlich öfters ordentlich passend
    pauschal planen praktisch prinzip prinzipiell privat probieren rechtzeitig recht regel regulär
    reichen reicht relativ rest reden richten riesig samstag schenken schlimm schön schuld schwierig
    selber selten setzen sinn sinnvoll sobald solange somit sonntag sonstige sorgen sorry sowas
    soweit sowie spezielle spätestens ständig starten statt stattdessen stimmen stoppen stören stets
    sämtliche tatsächlich tausend teilweise toll total tragen tricks tust typisch übernehmen
    überlegen übrig umgehend umständlich unbegrenzt ungern unklar unmöglich unterwegs
    unterschiedlich unsicher ursprünglich üblich üblicherweise verlangen verlassen verlieren
    verloren vermutlich versehen verschieben verständlich verwenden verwirrt vorbei vorgehen
    vorgesehen vorhin vorkommen vorliegen vorschlagen vorstellen vorzeitig wann weder wegen
    weiterhelfen wenigstens wert wiederholen wissen wohnen wunder wunderbar wundern zahlreich
    zeitnah ziehen zuerst zufällig zugehen zuhause zumindest zunächst zurzeit zusehen zuständig
    zustimmen zuverlässig zwingend zweite dritte aufmachen zumachen reinschauen vorbeikommen
    vorbeischauen dazu dabei drüben drunter darunter darüber drumherum passiert wurde wurden würdest
    darfst hast bist gehe komm holt bringt zeigt stellt hört lädt fürs aufs ums eins zwo hälfte
    kollegen eltern cousin cousine oma opa schwager besuch übermorgen vorgestern nachts tagsüber
    werktags wochentags mal geld`,
    'de',
  ),
}
