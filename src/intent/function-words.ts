import { fold } from './words.ts'

/**
 * Words that hold sentences together, English and German. They mean something only together with
 * their neighbours, and several are a word of things in the other language: "die", "hat", "war".
 */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  `a an the and or but if so as at by for from in into of off on onto out over to up with without about after again all also am any are be because been before being between both can could did do does doing done down
  during each either else ever every few has have having he her here hers him his how i id ill im ive is it its just like may me might more most much must my no not now often once one only other our own per same shall she should since some still such than that thats the
  their them then there these they this those through till too under until us very was we were what whats when where which while who whom whose why will would wont yet you your youre theres dont doesnt didnt isnt arent wasnt cant couldnt hasnt havent wouldnt
  aber alle allem allen aller alles als also am an ander andere anderen anderer anderes auch auf aus bei beim bin bis bist da dabei dafuer damit dann daran darauf das dass dein deine deinen deiner dem den denn der des dich die dies diese diesem diesen dieser dieses dir doch dort du durch
  ein eine einem einen einer eines er es etwas euch euer eure euren eurer fuer ganz gar gegen gewesen hab habe haben hat hatte haette hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist ja jede jedem jeden jeder jedes jene jetzt kann kannst kein keine keinem keinen keiner koennen koennte
  man mal manche mehr mein meine meinem meinen meiner meines mich mir mit muss muessen nach nicht nichts noch nun nur ob oder ohne sehr sein seine seinem seinen seiner selbst sich sie sind so solche soll sollte sondern sonst ueber um und uns unser unsere unter viel vom von vor waehrend war waren warum was weg weil weiter welche welchem welchen welcher welches
  wenn wer werde werden wie wieder will wir wird wirst wo wollen wollte wuerde wuerden zu zum zur zwar zwischen schon eben mal eigentlich halt nem nen ner ne kannste deren dessen dazu davon wem wen sowie bereits`
    .split(/\s+/)
    .map(fold),
)
