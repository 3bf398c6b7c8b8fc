"""The invented persons of the demonstration. No line describes a real person, contact or case.

A line is: categories | channels | age band | language | topics | what a colleague would recognise | first note.
Categories are one letter for each contact, the last one for all that follow. Channels are one letter for each contact,
those before the slash in 2024; a plus is one more registration on the same day in the same channel.
"""

# ruff: noqa: E501 - one line is one person

CONFIRMED = """
c | w/wcpw | 25-34 | nb | economy_debt, sti_testing | selger fast to kvelder for å betale gjeld | Sier han har solgt i to år for å betale ned forbrukslån. Rolig, vil helst snakke om testing først.
c | cwwp | 18-24 | nb | housing, mental_health | bor på sofaer og selger når han ikke har seng | Bor på sofaer etter brudd hjemme. Har solgt for et sted å sove. Ville vite hvor han kan dusje og hvile.
c | g/ggwp | 35-49 | nb | relationship_partner, sti_testing | lever i forhold, partneren vet det ikke | Har partner som ikke vet at han selger. Redd for å ta med smitte hjem. Fikk vite om hurtigtest.
c | wwcw | 25-34 | en | residence_permit, law_rights | works days and sells at weekends, waits for a permit | Sells at weekends while waiting for an answer on his permit. Asked whether that can be used against him.
c | c/cccw | 18-24 | nb | boundaries_pressure, safer_sex | kunde som presser på for å slippe kondom | En fast kunde vil betale mer uten kondom. Øvde på hvordan han kan si nei. Vil tenke på om han skal slutte med akkurat ham.
c | ddwd | 35-49 | nb | quitting_alternatives, economy_debt | vil slutte, men husleia henger igjen | Har solgt i perioder i ti år og vil slutte. Husleia er det som holder ham igjen. Spurte om økonomisk råd.
uc | wwc | 18-24 | nb | law_rights, curious_about_starting | spurte først for en kompis, så for seg selv | Spurte om en kompis kan bli straffet for å ta betalt. Virket som om det handlet om ham selv.
uc | cww | 25-34 | nb | sti_testing, safer_sex | spør om PEP etter en natt han ikke vil fortelle om | Spurte om PEP etter «en natt som gikk litt fort». Ville ikke si mer. Vi fulgte opp om legevakt.
c | w/wwf | 50+ | nb | mental_health, sexuality_identity | skilt, begynte å selge sent i livet | Begynte å selge etter skilsmissen. Sier det er første gang noen spør hvordan han har det, og ikke hvorfor.
c | ggw | 25-34 | nb | substance_use, safer_sex | selger i helgene når det er mye rus på fest | Selger mest på fester med mye rus. Spurte hva som er tryggest å ikke blande. Tok imot råd uten mas.
c | ccw | 18-24 | nb | police, violence_abuse | ble ranet av en kjøper og vil ikke til politiet | Ble nylig ranet av en kjøper. Vil ikke anmelde. Fikk vite at han kan snakke med advokat uten å anmelde.
c | f+fw | 25-34 | en | information_about_service, sti_testing | touring, two weeks at a time | Tours, in town two weeks at a time. Wanted a clinic that does not ask for an address.
c | c/cwc | 35-49 | nb | relationship_partner, mental_health | gift, fast avtale én gang i uka | Gift og selger én fast ettermiddag i uka. Sliter med søvn. Vil ikke ha hjelp «til noe», bare snakke.
c | wdw | 18-24 | nb | economy_debt, quitting_alternatives | student som solgte for å dekke semesteravgift | Student. Solgte første gang for å dekke semesteravgiften, nå er det blitt en vane. Spurte om andre inntekter.
uc | ww | 18-24 | nb | boundaries_pressure, sexuality_identity | bilder mot penger, så møter | Skrev om bilder mot penger og at «det kanskje blir mer». Usikker på hva han synes selv.
c | cc | 25-34 | nb | law_rights, housing | utleier har truet med å kaste ham ut | Utleier har skjønt hva han gjør og truer med utkastelse. Vi snakket om rettighetene hans.
c | wg | 35-49 | en | violence_abuse, law_rights | a regular who has become threatening | A regular has started to send threats. He has saved everything. Talked about what he can do and what he need not do.
c | d/dw | 25-34 | nb | sti_testing | vil teste seg hver tredje måned | Sier rett ut at han selger og vil ha en fast plan for testing. Svært ryddig.
c | cw | 50+ | nb | housing, substance_use | på vei ut av behandling | Nettopp ferdig i behandling. Solgte før for å finansiere rus, redd for å falle tilbake.
c | w | 25-34 | nb | quitting_alternatives | solgte i mange år, ferdig nå | Ferdig med å selge for et halvt år siden. Savner pengene, ikke resten. Ville bare si det til noen.
c | c | unknown | nb | safer_sex | kort samtale om kondom | Sa at han selger av og til. Ett spørsmål om kondom og glidemiddel, så takk og ha det.
"""

UNCERTAIN = """
u | w/wcww | 18-24 | nb | economy_debt, curious_about_starting | spør om hva andre tjener, har purringer liggende | Lurte på hva andre tjener. Har purringer liggende. Mitt inntrykk er at han kan ha prøvd.
u | ccpc | 25-34 | nb | mental_health, sexuality_identity | ensom, møter menn sent om kvelden | Ensom, møter menn sent om kvelden. Nevnte at «noen gir litt for turen». Ville ikke utdype.
u | gf+gw | 35-49 | nb | relationship_partner, sti_testing | hemmelige treff ved siden av familielivet | Har treff han holder skjult for familien. Spurte mye om smitte. Penger ble antydet, ikke sagt.
u | wwv | 25-34 | nb | sti_testing, information_about_service | ville vite hvordan et besøk foregår | Spurte hvordan et besøk hos oss foregår og om noen ser ham komme. Nølende, men nysgjerrig.
u | wcv | 35-49 | nb | housing, economy_debt | mistet jobb og bolig samme måned | Mistet jobb og bolig samme måned. Sa at han «ordner seg» i helgene. Ville heller ta det ansikt til ansikt.
u | c/cww | 18-24 | nb | substance_use, boundaries_pressure | blir invitert på fester av eldre menn | Blir invitert på fester av eldre menn som betaler alt. Lurer på hvor grensa går.
u | ppw | 50+ | nb | mental_health | ringer når han ikke får sove | Ringte for å snakke om søvn. Fortalte i forbifarten om en mann som hjelper ham med husleia.
u | wv | 25-34 | en | sti_testing, residence_permit | did not dare to go to a doctor | Did not dare to see a doctor because of his papers. Something about friends who pay. Came in for a test later.
nu | ww | 18-24 | nb | law_rights | leste om loven til en skoleoppgave | Sa det gjaldt en oppgave på skolen. Spørsmålene ble etter hvert ganske personlige.
u | cc | 25-34 | nb | safer_sex | spør detaljert om risiko, svarer ikke om seg selv | Detaljerte spørsmål om risiko. Svarte ikke da jeg spurte om det gjaldt ham selv.
u | f/ff | 35-49 | nb | relationship_partner | får gaver fra en mann han treffer fast | Treffer en mann fast og får gaver. Spurte om det «regnes som noe».
u | gg | 18-24 | nb | boundaries_pressure | får tilbud om penger på profilen | Får stadig tilbud om penger på profilen. Sier han ikke svarer. Inntrykket er mer sammensatt.
u | wc | 25-34 | en | police, law_rights | worried about being stopped | Asked if police may read his phone. Would not say why. Calm when told what they may and may not do.
u | d/dd | 25-34 | nb | economy_debt | sender bilder mot vipps | Sender bilder mot betaling. Vet ikke hva han skal kalle det. Spurte om skatt.
u | w/wp | 35-49 | nb | mental_health, violence_abuse | et møte som endte vondt | Noe skjedde på et møte for en tid siden. Vil ikke si om det var betaling. Fikk nummer til overgrepsmottak.
u | cw | 18-24 | nb | sexuality_identity, curious_about_starting | er usikker på om han vil prøve | Har tenkt på å prøve. Kanskje har han alt gjort det. Ikke press, god tone.
u | w | 18-24 | nb | housing | må ut av kollektivet | Må ut av kollektivet før månedsskiftet. Nevnte en mann som lar ham bo gratis «mot litt».
u | w | 25-34 | nb | sti_testing | mange treff | Vil ha test etter en tid med «mange treff». Lo da jeg spurte om betaling og svarte ikke.
u | w | 25-34 | nb | safer_sex, law_rights | kvinne som spurte om kjøp og salg | Kvinne som havnet hos oss ved et søk. Spurte om loven. Kan ha egen erfaring. Fikk vite hvem hun kan snakke med.
u | w/w | 35-49 | nb | quitting_alternatives | vil ha et vanlig liv | Skriver at han vil ha «et vanlig liv» og spør om jobbtiltak. Sa ikke fra hva.
u | c | 18-24 | nb | economy_debt | spill og smålån | Spillegjeld og smålån. Sa at han får det til å gå opp «på ett vis».
u | c | unknown | nb | law_rights | om å ta betalt for massasje | Spurte om det er lov å ta betalt for massasje hjemme. Ble stille etter svaret.
u | c | 25-34 | en | information_about_service | asked who we are | Asked who pays us and who reads this. Said he might come back when he trusts it.
u | g | 25-34 | nb | sti_testing | klump og uro | Bekymret for en klump. Nevnte at han ikke kan gå til fastlegen «med alt».
u | g | 50+ | nb | mental_health | lengter etter noen å snakke med | Lengter etter noen å snakke med. Uklart om han kjøper, selger eller ingen av delene.
u | d | 18-24 | nb | boundaries_pressure | ble lovet penger som ikke kom | Ble lovet penger som ikke kom. Sint og flau. Ville ikke si hva avtalen var.
u | d | 25-34 | nb | safer_sex | PrEP | Spurte om PrEP og sa at han «treffer mange på jobb». Utdypet ikke.
u | f | 25-34 | en | residence_permit | student visa | Student visa, asked what counts as work. Stopped answering when I asked what kind.
u | f | 35-49 | nb | economy_debt | inkasso | Inkasso og lite jobb. Skrev «jeg har jo kroppen» og logget av.
u | p | 18-24 | nb | violence_abuse | redd for en bestemt mann | Redd for en mann som venter på ham. Vi snakket om trygghet i kveld. Ingen detaljer om hvorfor.
u | p | 35-49 | nb | substance_use | kort samtale om rus | Spurte om avrusning. Sa at «det henger sammen med noe annet».
u | p/p | 25-34 | nb | law_rights | om kontantinnskudd | Lurte på hva banken spør om ved kontantinnskudd. Ville ikke si hvor pengene kom fra.
u | w | under_18 | nb | boundaries_pressure | ung, får meldinger fra voksne | Ung. Får meldinger fra voksne som tilbyr penger. Bekymringssak, tatt videre etter rutinen.
u | c | 25-34 | nb | relationship_partner | kjæresten foreslo det | Kjæresten har foreslått at de kan tjene penger på det. Han er ikke sikker på om han vil.
u | w | unknown | nb | curious_about_starting | hvordan begynner man | «Hvordan begynner man?» Svarte med spørsmål tilbake. Logget av.
"""

NONE = """
n | w/ww | 25-34 | nb | sti_testing | engstelig for hiv etter ett treff | Svært engstelig etter ett treff. Risikoen er liten. Fikk vite når test er sikker.
n | ww | 18-24 | nb | sexuality_identity | på vei ut av skapet | På vei ut av skapet, ville øve på å si det høyt. Ingenting om penger.
n | ww | 35-49 | nb | relationship_partner, sti_testing | åpent forhold, spør om testing for to | Åpent forhold. Spurte om de kan teste seg sammen.
n | cc | 25-34 | nb | mental_health | sliter med angst på fest | Angst på fest. Spurte om noen å snakke med. Sier nei til at det er andre ting.
n | c/cc | 50+ | nb | sexuality_identity | enkemann, nytt liv | Enkemann som oppdager noe nytt. Varm samtale.
n | ff | 18-24 | nb | information_about_service | vil jobbe frivillig | Lurte på om han kan bli frivillig. Fikk lenke til søknaden.
n | pp | 35-49 | nb | sti_testing | klamydia for tredje gang | Klamydia for tredje gang på et år. Snakket om smitteoppsporing.
n | gg | 25-34 | nb | safer_sex | PrEP, hvordan få det | Vil ha PrEP. Fikk vite hvordan han får henvisning.
n | wc | 18-24 | en | sti_testing | exchange student, where to test | Exchange student, asked where to test for free. Says no to everything else.
n | w/w | 25-34 | nb | sti_testing | svie etter helg | Svie etter helgen. Fikk vite hvor han kan teste seg.
n | w | 18-24 | nb | sti_testing | første test | Skal teste seg for første gang. Lurte på om det gjør vondt.
n | w | 25-34 | nb | sti_testing | hurtigtest | Spurte om hurtigtest og åpningstider.
n | w | 35-49 | nb | sti_testing, relationship_partner | redd for å smitte kona | Redd for å smitte kona etter et sidesprang. Fikk vite om test og ventetid.
n | w | 18-24 | nb | safer_sex | kondom som sprakk | Kondom sprakk i går. Fikk vite om PEP og hvor.
n | w | unknown | nb | sti_testing | om munnsex | Lurte på smitte ved munnsex.
n | w | 25-34 | en | sti_testing | syphilis result | Worried about a syphilis result. Explained what the numbers mean and whom to call.
n | w | 18-24 | nb | sexuality_identity | forelsket i en venn | Forelsket i en venn. Ville bare fortelle det til noen.
n | w | 50+ | nb | mental_health | savner fellesskap | Savner et fellesskap. Fikk tips om møteplasser.
n | w | 25-34 | nb | information_about_service | hva gjør dere | Ville vite hva tjenesten gjør. Ingen grunn oppgitt.
n | w | unknown | nb | sti_testing | vaksine | Spurte om vaksine mot hepatitt.
n | w | 18-24 | nb | boundaries_pressure | ubehagelig date | Ubehagelig date i går. Snakket om grenser. Ingen betaling involvert.
n | w | 35-49 | nb | law_rights | om deling av bilder | Eks har delt bilder. Fikk vite om anmeldelse og slettehjelp.
n | w | 25-34 | nb | sti_testing | ventetid på svar | Hvor lenge må han vente på svar. Utålmodig, ikke redd.
n | w | 18-24 | en | safer_sex | condom size | Asked about condom sizes. Short and cheerful.
n | w | unknown | nb | curious_about_starting | så en serie om temaet | Hadde sett en serie og lurte på hvordan det egentlig er. Sier nei til egen erfaring.
n | w | 35-49 | nb | substance_use | GHB hos en venn | Bekymret for en venns GHB-bruk. Gjaldt også ham selv litt.
n | w | 18-24 | nb | sti_testing | herpes eller kvise | Herpes eller kvise? Rådet til å få noen til å se.
n | c | 25-34 | nb | sti_testing | gonoré i halsen | Fikk vite at han må teste hals også.
n | c | 18-24 | nb | sexuality_identity | bifil, ny i byen | Bifil og ny i byen. Spurte om trygge steder.
n | c | 35-49 | nb | safer_sex | PEP-frist | Spurte om fristen for PEP. Innenfor, sendt til legevakt.
n | c | 25-34 | nb | information_about_service | er dere ekte | «Er dere ekte eller bot?» Ekte. Fin prat etterpå.
n | c | unknown | nb | sti_testing | kjønnsvorter | Om kjønnsvorter. Kort svar, fornøyd.
n | c | 18-24 | nb | mental_health | trist etter brudd | Trist etter et brudd. Lyttet mest.
n | c | 25-34 | en | sti_testing | test without a national number | New in Norway, asked about testing without a national identity number.
n | c | 50+ | nb | sti_testing | test etter mange år | Ikke testet seg på mange år. Fikk mot til å bestille.
n | c | 18-24 | nb | safer_sex | glidemiddel | Om glidemiddel og kondom. Rett på sak.
n | c | 35-49 | nb | relationship_partner | mannen vil åpne forholdet | Mannen vil åpne forholdet, selv er han usikker.
n | c | unknown | nb | information_about_service | åpningstider | Åpningstider for drop-in.
n | c | 25-34 | nb | police | kompis ble stoppet | En kompis ble stoppet i en kontroll. Spurte på hans vegne, uten tilknytning selv.
n | g | 25-34 | nb | sti_testing | munnsår | Sår i munnen. Rådet til test og lege.
n | g | 35-49 | nb | safer_sex | hiv og PrEP | Treffer en med hiv på behandling. Fikk vite at det ikke smitter.
n | g | 18-24 | nb | sexuality_identity | hemmelig profil | Har hemmelig profil, redd for å bli sett. Tips om innstillinger.
n | g | 50+ | nb | sti_testing | sen debut | Debuterte sent med menn. Mange spørsmål om testing.
n | g | unknown | en | sti_testing | kissing and risk | Asked if kissing is a risk. Told it is not.
n | d | 25-34 | nb | boundaries_pressure | maset om bilder | Blir maset på om bilder. Snakket om å blokkere.
n | d | 18-24 | nb | sti_testing | test før nytt forhold | Vil teste seg før nytt forhold.
n | d | 35-49 | nb | mental_health | skam etter treff | Skam etter treff. Snakket om hvor den kommer fra.
n | d | unknown | nb | information_about_service | hvem svarer her | Lurte på hvem som svarer her.
n | f | 18-24 | nb | sti_testing | hjemmetest | Spurte om hjemmetest er til å stole på.
n | f | 35-49 | nb | sti_testing | når er det trygt igjen | Ferdig med kur, når er det trygt igjen.
n | f | 25-34 | nb | sexuality_identity | familie og tro | Tro og familie gjør det vanskelig. Henvist til samtaletilbud.
n | f | 25-34 | en | information_about_service | leaflet in English | Asked for the leaflet in English.
n | p/p | 50+ | nb | sti_testing | ringer før hver test | Ringte for å få time. Litt nervøs, god humor.
n | p | 35-49 | nb | sti_testing | blod i sæd | Blod i sæd. Rådet til fastlege samme uke.
n | p | 25-34 | nb | safer_sex | PEP på reise | Var på reise og trengte PEP. Forklart hvem han ringer.
n | p | unknown | nb | information_about_service | adresse til klinikk | Ville ha adressen til nærmeste klinikk.
n | p | 18-24 | nb | mental_health | tung tid | Tung tid. Fikk nummer til noen å ringe om natta.
"""

FOLLOW_UPS = {
    "nb": (
        "Går bedre enn sist.",
        "Har testet seg, alt i orden.",
        "Samme bekymring, men roligere.",
        "Ville bare si hvordan det gikk.",
        "Har tenkt på det vi snakket om.",
        "Ny runde om det samme, litt mer åpen nå.",
        "Kort innom, ville vite åpningstidene.",
        "Vil tenke på om han ønsker mer kontakt.",
        "Tyngre denne gangen. Lyttet mest.",
        "Spurte om noen kan bli med ham.",
    ),
    "en": (
        "Better than last time.",
        "Has been tested, all fine.",
        "Same worry, calmer now.",
        "Wanted to say how it went.",
        "More open than before.",
    ),
}

VISITED = "Kom på besøk."  # begins the note on a contact in person
TOLD = "Sier nå at han har tatt betalt."  # what the note says when an uncertain person is confirmed
