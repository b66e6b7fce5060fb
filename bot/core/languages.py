"""Tells Spanish from the other languages people here write in, by their common words.

No library and no statistics: a message is foreign when it holds words of one language that Spanish does not have, and
few words that only Spanish has. Spanish full of slips, or with a few English words in it, stays Spanish; so does a
mixture, a single word and everything in doubt.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from bot.core.chat_spelling import WORDS_KEPT, normalise

_READ: Final = 600
"""Characters of a message that are enough to tell."""
_FEWEST: Final = 2
"""Different words that only the other language has, in a message that holds nothing Spanish."""
_AGAINST: Final = 2
"""How many of them outweigh one word that only Spanish has."""
_SHARE: Final = 0.25
"""Of all words, how many must be such marks: the rest are names and words we do not know."""

_WORD: Final = re.compile(r"[a-z]{2,}")
_ACCENTS: Final = re.compile(r"[\u0300-\u036f]")
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("'’"))
"""Inside the words of Quechua and Aymara."""
_NOT_DECOMPOSED: Final = str.maketrans("ıł", "il")
"""Letters of Turkish and Polish that are no letter with an accent."""

# Common words of each language without accents, those it shares with Spanish among them. Words of one letter are left
# out: "i" is also "y", and "a", "e", "o" belong to everybody.
_SPANISH: Final = frozenset(
    """
    abogado ademas ahi ahora ahorita al algo alguien algun alguna algunos alla alli alquiler amiga amigo anos antes
    apenas aqui as asi aun aunque ayer ayuda ayudan ayudar ayude ayudo barrio bien bono buena buenas bueno buenos
    busco cada casa casi cedula chama chamo cita clases cole colegio come comer comida como con conseguir contra cosa
    cosas cual cuales cuando cuanto cuantos cuarto cuidar cupo da dan dar das de debe debo decir dejar del denuncia
    deporten derecho desde despues dia dias dice dicen dijeron dijo dinero disculpe do doctor documento documentos
    donde dos durante edad el ella ellos embarazada empezar en encontrar entonces entrar entre enviar era eran eres es
    esa ese eso esos esposa esposo esta estaba estamos estan estar estas este esto estos estoy estudiar ex familia
    favor fecha fiebre fue fui gente gracias gratis haber hablar hace hacen hacer hago hambre han has hasta hay haya
    hemos hermana hermano hice hija hijas hijo hijos hizo hola hora horas hospital hoy informacion ir irme jefe joven
    la las le les llegar llegue llevo lo los luego lugar luz mal mama manana mas matricula me mejor menor menos mes
    meses mi mia migraciones mil mio mis mismo momento mucha muchas mucho muchos mujer muy na nacional nada nadie
    necesita necesito ni nina ningun ninguna nino ninos no noche nombre nos nosotros nuestra nuestro nueva nuevo
    numero nunca once os otra otras otro otros pa padre pagar pague pais pan papa papel papeles para parte pasaporte
    pasar paso pedi pedir permiso pero persona personas peru pide piden pidieron plata poco poder podria policia por
    porque posta preguntar presento primera pudo puede pueden puedo pues que queda quedar quede quien quiere quieren
    quiero quisiera red refugio requisitos sabe saber sabes sacar sale salud se sea segun seguro semana senor senora
    senorita ser si sido siempre sin sirve sobre sola solicitud solo somos son soy su sus ta tal tambien tampoco tan
    tanto tarde tener tengo tenia tiempo tiene tienen tienes to toda todas todavia todo todos tos trabaja trabajar
    trabajo traigo tramite tras tres tu tus un una unas uno unos urgente usted ustedes va vacuna vale van varios vas
    veces venezolana venezolano venezuela venir ver vez viene vine visa vivir vivo voy ya yo
    """.split()
)
_FOREIGN: Final = {
    "en": frozenset(
        """
        about afraid after again ago all also am an and any anyone apply are arrived as ask asylum at away baby back
        bad be beat beats because been before being birth bleeding border boss boyfriend brother but by call came can
        cannot cant certificate child children city come could daughter day days denied did didn do does doesn doesnt
        doing don dont down drunk each eat eight else english enroll enrolled even evening ever every expire expired
        family father feel few find fired first five follow following follows food for four free friend from get
        getting girl give go going good got had haiti has have he health hello help her here hi him his hit hits
        hospital house how hungry hurt husband if im immigration in into is isn it its ive job just kid kids know last
        law lawyer left legal let like lima little live living long look looking lost love madam made make man many
        married me medicine mom money month months more morning mother much must my name need needs never new next
        night nine no nobody not nothing now of off office old on once one only open or other our out over own paid
        paper papers passed passport pay people permit peru place please police pregnant problem refugee register rent
        request right run said salary same say scared school see send seven she should sick single sir sister six
        sleep so some someone something son spanish speak start stay still stolen stop study support take talk teacher
        tell ten than thank thanks that the their them then there they thing this those three time to today told
        tomorrow tonight too took translate two understand university until up us use vaccinated vaccine venezuela
        very visa wait wanna want wants was way we week weeks well went were what when where which who why wife will
        with without woman work worker working would write year years yes yesterday yet you young your
        """.split()
    ),
    "pt": frozenset(
        """
        agora ainda ajuda ajudar ajude ajudem alguem algum alguma alugar aluguel amanha ameaca ameacou amigo antes ao
        aos aqui as ate aula barriga bebe bem boa bom brasil brasileira brasileiro buscar cabeca cada cadastro
        carteira casa cedo chegar cheguei coisa coisas com comida como comprar conseguir consigo consulado consulta
        crianca criancas da das de deixar dela dele deles demora depois desde deu dia dias dinheiro direito direitos
        dizer do documento documentos doente doi dois dor dos ela ele eles em embaixada emprego entao entrar era
        escola espanhol essa esse esta estamos estao estar este estou estrangeiro estudar eu faco falam falar falo
        familia favor fazer febre feira ficar filha filhas filho filhos foi fome fora fronteira fui gente gostaria
        graca grande gratis gravida ha haiti hoje homem hora hospital idade identidade ir irma irmao isso isto ja
        juntos la levar lima lugar mae mais mal mandar marido mas me medico medo meia menina menino mes meses meu meus
        mim minha minhas morar moro muita muito mulher na nada nao nas nem nenhum ninguem no noite nome nos nossa
        nosso numero obrigada obrigado oi ola onde ontem os ou outra outro paga pagar pai pais papeis para passaporte
        patrao pedir pela pelo pequeno pequenos perdi perto peru pessoa pessoas pode podem poder policia por porque
        portugues posso pra precisa precisamos preciso problema procurando procuro quais qual quando quanto quantos
        que quem quer queremos quero refugio remedio roubada roubado roubaram sabe saber sair sao saude se segunda sei
        sem sempre senhor senhora ser seu sim so sobre socorro somos sou sozinha sozinho sua tambem tarde tem temos
        tempo tenho ter tirar tive todo todos tosse trabalhar trabalho tudo um uma vacina vacinar vacinas vai vamos
        vem venceu vencido venezuela vez viajar vir visa visto viver vivo voce voces voltar vou
        """.split()
    ),
    "fr": frozenset(
        """
        acheter ai aide aider aidez ainsi aller alors ambassade ami an annee annees ans appelle apres argent arrive
        arrivee asile assez attendre attends au aucun aujourd aussi autre aux avais avait avant avec avez avocat avoir
        avons beaucoup bebe besoin bien bon bonjour bonne bonsoir bureau ca carte ce cela ces cet cette cherche
        chercher chez cinq combien comment comprend comprends contre coute couter dans de demain demande demander
        depuis des deux dire dit docteur documents dois doit donc dont dormir droit droits du ecole elle elles en
        enceinte encore enfant enfants enregistrer ensuite est et etait etes etre etudier eu eux expire faim faire
        fait faut femme ferme fievre fille fils fois font francais frappe frere gens gratuit gratuite gratuits haiti
        heure hier homme hopital hui ici il ils inscrire jai je jour jours juste la laisser langue le les leur lima
        loi loin louer loyer lui ma madame mais maison malade maman mange mangent mari me medecin menace menacer merci
        mere mes moi moins mois mon monsieur naissance ne ni nom non nos notre nous nouveau numero obtenir on ont ou
        oui ouvre papiers par parce parle parler parlez pas passeport payer pays pendant perdu pere permis perou
        personne peru peu peur peut peux plait plus police pour pourquoi pouvez pouvons prendre pres probleme puis
        quand quatre que quel quelle quelqu quelque qui quoi refugie rendez rester rien sa sais salut sans savoir se
        ses si soeur soins son sont suis sur svp ta te temps tes toi ton toujours tous tout toute travail travailler
        tres trois trouve trouver tu un une va vaccin vaccins vais venezuela venir veut veux vie viens vient visa
        vivons vivre voila voir vole volee vos votre voudrais vous vraiment
        """.split()
    ),
    "ht": frozenset(
        """
        achte adres ak ale an anba anpil ansent anvan anyen ap aprann apre arete ashte aswe avan avek avoka ayisyen
        ayiti azil bagay ban bay bezwen biwo bon bonjou bonswa chache chak changer chanm demen devan deye deyo di dlo
        dokiman dokte doule dwe ed ede ekri ekspire enfimye eske fanm fanmi fe fek fi fimen fini frappe fre fwa
        fwontye gade gason gen genyen grangou gratis grip haiti ijans imigrasyon isit jan janm jodi jou jwenn ka
        kabann kache kapab kat kay ke keksyon kesyon ki kijan kile kisa kite kiyes kob koman konbyen konnen konprann
        konte kontre kote kouman kouri koute kreyol la lafyev lajan lakay lapolis le lekol li lima lit lontan lopital
        louvri lwa lwaye lwe madanm malad maladi mande manje mari menase mesi mete mezanmi mwa mwen nan nimewo non nou
        oblije oswa ou pa paka pale pandan panyol papye paske paspo patwon pedi peru pewou peye peyi piti pitit plas
        potab pou poukisa pral pran prese problem pwoblem pye rann rele renmen ret rete retounen sa san sante se senp
        sispann soti sou souple sove tan tande tanpri te tet tibebe timoun tou toujou tounen travay tre two vaksen
        vann vant venezuela vin vini visa viv viza vle vole voye we wi yo yon zanmi
        """.split()
    ),
}
_MARKS: Final = {code: words - _SPANISH for code, words in _FOREIGN.items()}
# Quechua and Aymara build words from a stem and what hangs on it: some stems, and endings that Spanish does not have.
_STEMS: Final = """
    allin allill tayta imayna imanasqa manam manan noqa nuqa nukanchik noqanchik qanta qamta wawayk wawayta wawayp warmi
    qusa qosa runasimi llaqta wasiy wasiman yachay yanapa yanapay munani munasha munachka kashan kachka maypi mayman
    maymanta imata imapaq haykaq pitaq llamka llanka mikuna mikuy unquy onqoy unqusqa onqosqa hampina hampiy qullqi
    qollqe sulpayki anay rimani rimayta churiy ususiy warmay maqawa maqan kunan paqarin achka ancha
    kamisaraki kamisasa waliki walikiw nayax nayan jumax jumanaka jupax yanapt yanapit uraqi uta utax jilata kullaka
    yatichawi yatina munta munata kawkin kawki kunas kunjams janiw jisa qolla usuta aruskip
""".split()
_ENDINGS: Final = re.compile(
    r"\w{2,}(nkichu|nkichik|nchik|nchis|ykuna|kunata|kunapaq|kunaman|wankichu|wanki|llachu|chkani|chkan|shani|sharqani"
    r"|rqani|rqanki|taqmi|paqmi|ymanta|ypaq|yman|niraki|sktawa|stawa|rakta|naka|nakaru|nakax|waki)\Z"
)
# German, Dutch, Italian, Polish and Turkish together, which nothing of ours is written in: common words, without those
# that people who write Spanish type or misspell.
_FAR: Final = frozenset(
    """
    aan abbiamo aber abito adim aiutare aiutarmi aiutatemi aiuto al albo ale alle alleen alles als altijd am amico
    anche ancora anlamiyorum arbeit ariyorum arzt auch auf aus avere bambina bambini bambino bardzo bebegim bei
    bekomme bekommen ben beni benim bent bez bij bin bir bisogno bist bitte biz boli brauche brauchen bu bugun buona
    buonasera buongiorno burada byc calismak casa ceviri chce chcialbym che chi chiamare ci ciao cibo cinque co
    cocugum cocuk cok come con cosa cosi czy da daha dammi dank danke dann das dat davvero de degil dei dein del della
    delle dem denn der des deutsch deve devo deze di dich dico die diese dir dit dla do dobry doch doen dokumenty dom
    domani door dopo dort dove dovrei du durch dziecko dziekuje dzien dzis een ein eine einem einen einer en entrare
    er es esim essere etwas ev evet famiglia fare fatto febbre figli figlia figlio fra frau freund fur gaan gdzie geen
    geht geld gelen gerek gestern gibi gibt giorni giorno gisteren gli goed graag grazie guten ha habe haben hai hanno
    hasta hastane hat hayir heb hebben heeft het heute hier hij hilf hilfe ho hoe hoeveel huis hulp ich icin ieri iets
    ihm ihr ihtiyacim ik il ile immer in incinta io is ist istiyorum ja jak jest jestem jetzt jij jou jouw jutro kac
    kadar kan kann kannst kayboldu kein keine kiedy kimlik kind kinderen komen komme kommen konnen konnte konusuyorum
    kost krank kto kunnen kunt la lavorare lavoro lazim le leben lekarz lo lub lui lutfen ma maar malato mam mangiare
    marito medico meer mein meine meinem meinen meiner merhaba met mi mia mich mie miei mieszkam mijn mio mir misin
    misiniz mit mochte moet moeten moge moglie moj molto morgen muss mussen musun musze na naar nach nasil ne neden
    nei nein nel nella nerede nereye nicht nichts niente niet noch nodig noi non nostra nostro nur oder oggi ogni ohne
    okul olarak oldu omdat onze ook op ospedale over padre pan pani papieren para parlare parlate parlo pasaport
    passaporto paszport per perche permesso perso piu po politie polizei polizia pomoc pomocy possiamo posso potete
    potrzebuje praca pracowac pracy praten prendere prosze przez puo puoi qualcuno quando quanto quei quella quello
    questa questi questo qui rifugiato sai sapere schon school scuola scusi se sehr sei sein sen senza si siamo sich
    sie simdi sind sizin soldi spreche sprechen spreek stadt stai stato sto su sua sulla suo syn szpital szukam tag
    tak te tesekkurler ti to tot tra trovare tu tuo turk turkce tutti tutto uber um un una und uno uns unser uscire uw
    vaccino van vandaag var veel verstehe viel visto vivere vivo voglio voi vom von voor vor vorrei waar waarom wann
    wanneer war warum was wat weet weil weiss wenn wer werden werk wie wieder wiem wij wilt wir wird wo wohnung wollen
    woon wurde yardim yarin yasiyorum yok za ze zeby zeit ziek zijn zonder zorunda zou zu zum zur zuruck
    """.split()
)
_FAR_MARKS: Final = _FAR - _SPANISH - frozenset().union(*_FOREIGN.values())
_SURE: Final = frozenset(
    "bom boa nao voce voces obrigado obrigada tenho preciso estou faco bonjour bonsoir merci je suis bonjou bonswa mesi"
    " mwen tanpri".split()
)
"""Marks that hardly anything else is spelled like: each counts for two, but not where it is all that was said."""
_ONLY_SPANISH: Final = _SPANISH.difference(*_FOREIGN.values())
_STEM: Final = tuple(_STEMS)
_LATIN: Final = ("LATIN", "FEMININE ORDINAL", "MASCULINE ORDINAL", "MODIFIER LETTER", "FULLWIDTH LATIN", "MATHEMATICAL")
"""How the names of letters begin that somebody who writes Spanish may use, fancy ones of a phone among them."""


def foreign(text: str) -> str | None:
    """`en`, `pt`, `fr` or `ht` when the message is plainly in that language; None for Spanish and for doubt."""
    words = _words(text)
    if len(words) < _FEWEST:
        return None
    weights = {code: len(words & marks) + len(words & marks & _SURE) for code, marks in _MARKS.items()}
    best = max(weights, key=lambda code: weights[code])
    spanish = {word for word in words - _FOREIGN[best] if _is_spanish(word)}
    return best if _plain(weights[best], len(spanish), len(words)) else None


def _words(text: str, changed: Mapping[int, int | None] = MappingProxyType({})) -> set[str]:
    """The different words at the beginning of `text`, in small letters without accents; `changed`: letters that stand
    for others, as in str.translate."""
    plain = unicodedata.normalize("NFKD", text[:_READ].lower().translate(changed))
    return set(_WORD.findall(_ACCENTS.sub("", plain)))


def _plain(marks: int, spanish: int, words: int) -> bool:
    """True where that many marks of a language are enough beside so many Spanish words, of so many in all."""
    return marks >= _FEWEST + _AGAINST * spanish and marks >= _SHARE * words


@lru_cache(maxsize=WORDS_KEPT)
def _is_spanish(word: str) -> bool:
    return word in _SPANISH or normalise(word) in _SPANISH


def spanish(text: str) -> bool:
    """True where a word of it is Spanish and of none of the other languages."""
    return any(word in _ONLY_SPANISH for word in normalise(text[:_READ]).split())


def andean(text: str) -> bool:
    """True where the message is plainly in Quechua or Aymara, which we cannot tell apart and do not speak."""
    words = _words(text, _APOSTROPHES)
    marks = {word for word in words if word.startswith(_STEM) or _ENDINGS.match(word)} - _SPANISH
    known = {word for word in words - marks if word in _SPANISH}
    return _plain(len(marks), len(known), len(words))


def far(text: str) -> bool:
    """True where the message is plainly in a language of Latin letters that nothing of ours is written in."""
    words = _words(text, _NOT_DECOMPOSED)
    marks = words & _FAR_MARKS
    known = {word for word in words - _FAR if _is_spanish(word)}
    return _plain(len(marks), len(known), len(words))


def other_script(text: str) -> bool:
    """True where most of the letters are not Latin ones."""
    letters = [letter for letter in text[:_READ] if letter.isalpha()]
    foreign_letters = sum(not unicodedata.name(letter, "LATIN").startswith(_LATIN) for letter in letters)
    return len(letters) >= _FEWEST and 2 * foreign_letters > len(letters)
