"""Names that custom takes for each other: short forms, and the same name in other languages.

Invariant: symmetric; the table was written for this project, from what is common knowledge. It is short on purpose: a
pair that spelling or sound already brings near has no need of it.

A line holds forms of one name, romanised as ``tokens`` leaves them. A word may stand in several lines (Alex); what
two words have in common is a line.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

_LINES = """
alexander alexandre aleksandr oleksandr aliaksandr alex sasha sacha xander alejandro iskander iskandar
alexandra aleksandra oleksandra alex sasha sandra alexa
abraham ibrahim avraham abram brahim ebrahim
aaron harun haroun aharon
andrew andrei andrey andrii andre andreas andres andy drew
anthony antonio anton antoine antonius tony toni
anna anne ann hanna hannah ana anya annie
benjamin ben benny bibi binyamin benyamin
bernard bernie bernhard
boris borya
catherine katherine kathryn katarina ekaterina kateryna kate kathy cathy katie katya katja
charles carl karl carlos karel charlie chuck
christopher chris kristof christoph
christine christina kristina chris tina
daniel dan danny danil daniil
david dave davy daoud dawud daud davud dovid
deborah debbie debora
dmitri dmitry dmitriy dmytro dimitri dima
donald don donnie
edward ed eddie ted teddy eduard edouard eduardo
elizabeth elisabeth liz lizzie beth betty eliza bess lisa yelizaveta elizaveta
eugene yevgeny evgeny evgeniy yevhen gene
francis francisco franz francois frank paco pancho frankie
frederick friedrich fred freddy fritz frederic federico
gabriel jibril jabril gabe
george georg georges jorge giorgio georgy georgios yuri jerzy
gregory greg grigory grigori gregor
helen helena elena olena yelena ellen
henry harry henri heinrich enrique hank henk
isaac ishaq yitzhak itzhak izaak
isabel isabella isabelle bella
ishmael ismail ismael
jacob yaqub yacoub yakov jakob jacques jake
james jim jimmy jaime jamie
jesus isa issa
joan jane jean jeanne juana joanna
john ivan jan johann johannes jean juan giovanni joao ioannis ian johnny jack hans
jonathan jon johnny yonatan
joseph yusuf youssef yousef yosef josef jose giuseppe iosif joe josip usuf pepe
joshua josh yehoshua yeshua
kenneth ken kenny
lawrence larry laurence lorenzo laurent
leo lev leon
louis luis luigi ludwig lewis lou lajos
lucas luke luka lukas
margaret maggie meg peggy margarita greta
mark marc marco marcus markus
mary maria marie mariam maryam miriam miryam mary maryia mariya
matthew matt matteo matthias mateo matvey
michael mikhail michel miguel mike mick mickey mikael micha misha mihail mykhailo michal
moses musa moussa moshe mousa
nathaniel nathan nate
nicholas nikolai nikolay nicolas nick nico nikolaus mykola mikalai niko klaus
noah nuh nouh
olga olya
patrick pat paddy padraig patricio
paul pavel pablo paolo pawel pavlo pol
peter petr pyotr piotr pedro pierre pietro petro petar pete
philip phil filip philippe felipe
raphael rafael rafa
richard rick dick ricky rich ricardo rico
robert bob rob bobby robbie roberto bert
ronald ron ronnie
samuel sam sammy shmuel
sergei sergey sergio serge serhii siarhei
solomon sulayman suleiman sulaiman suleyman shlomo salomon
sophia sofia sophie
stephen steven steve stefan stephan esteban etienne stepan istvan stefano
susan suzanne susie susanna
svetlana sveta
tatiana tatyana tanya tetiana
theodore ted teddy theo fyodor feodor fedor teodor
theresa teresa terry
thomas tom tommy tomas tomasz toma
timothy tim timmy timofey
victor viktor vic
victoria viktoria viktoriya vicky
vincent vince vincenzo vicente
vladimir volodymyr uladzimir wladimir vova volodya vlad
walter walt wally
william bill billy will willy wilhelm guillaume guillermo liam
yelena elena lena helena
aleksei alexei alexey alexis aliaksei oleksii alyosha
aleg oleg aleh oleh
anatoly anatoli anatol anatolii
ekaterina katsiaryna kateryna
dmitri dmitriy dzmitry dmytro zmitser zmicer
gennady gennadi henadz hennadiy henadzi
igor ihar ihor
irina iryna irene
konstantin kanstantsin constantine kostyantyn
larisa larysa larissa
leonid leanid
lyudmila liudmila liudmyla ludmilla
nadezhda nadzeya nadia nadiya
natalia natalya natallia nataliya natasha
roman raman
valentina valiantsina valyantsina valentyna
viktar
vyacheslav viachaslau viacheslav vyacheslau slava
yuri yury yurii yuriy
evgenia yauheniya yevgenia eugenia
grigory grigoriy ryhor hryhoriy hryhorii grigori
nikolai mikalai mykola
sergei siarhei serhiy serhii
stepan stsiapan
olga volha olha
vladimir uladzimir volodymyr
evgeny yauheni yevgeny eugene evgeniy yevhen yevgeniy
elena alena olena yelena
nikolaevich nikolayevich mikalaevich mikalayevich mikalaievich mykolayovych mykolaiovych
nikolaevna nikolayevna mikalaeuna mikalayeuna mikalaieuna mykolayivna mykolaivna
fedorovich fyodorovich fiodaravich fyodaravich fyedaravych fedorovych
fedorovna fyodorovna fiodarauna fyodarauna fedorivna
grigorevich grigorievich grigoryevich ryhoravich hryhorovych
grigorevna grigorievna grigoryevna ryhorauna hryhorivna
timofeevna timofeyevna tsimafeeuna tsimafeyeuna tymofiivna
petrovna piatrouna pyatrouna petrivna
zachary zak zach zakaria zakariya zacharias
muhammad mohammad mohammed mohamed mohamad muhamad muhammed muhamed mohd muhd moh mohamud md mehmet mehmed magomed maxamed mahamat mamadou mahomed mukhammad
ahmad ahmed ahmet akhmad akhmed axmed axmad
husayn hussein hussain husain hossein hussayn hosein huseyin khusein xuseen hussin
hasan hassan xasan khasan
ali aly aliy
umar omar omer oumar cumar
uthman othman osman usman ousmane cusman
abdallah abdaye abdoulaye abdullah abdulla abdellah abdillahi cabdullaahi cabdullaah abdulah abdulloh
abdrahman abdurahman abdelrahman abdiraxmaan abderahman cabdiraxmaan
mustafa mustapha moustafa
khalid khaled halid chalid
fatima fatma fatimah fatoumata faduma
aisha ayesha aicha aysha aishe ayse caasha
khadija hadija khadidja hatice
""".strip()


@lru_cache(maxsize=1)
def _lines_of() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for number, line in enumerate(_LINES.splitlines()):
        for word in line.split():
            found[word].add(number)
    return {word: frozenset(lines) for word, lines in found.items()}


def same_by_custom(one: str, other: str) -> bool:
    """Whether custom takes the two words for each other."""
    lines = _lines_of()
    first = lines.get(one)
    return first is not None and not first.isdisjoint(lines.get(other, frozenset()))


def lines(word: str) -> frozenset[int]:
    """The numbers of the lines that the word stands in: those of one line are taken for each other."""
    return _lines_of().get(word, frozenset())


def heads(word: str) -> tuple[str, ...]:
    """The first name of each line that the word stands in, without the word itself."""
    return tuple(head for line in sorted(_lines_of().get(word, ())) if (head := _heads()[line]) != word)


@lru_cache(maxsize=1)
def _heads() -> tuple[str, ...]:
    return tuple(line.split(" ", 1)[0] for line in _LINES.splitlines())
