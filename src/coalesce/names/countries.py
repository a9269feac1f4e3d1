"""What lists call countries and their peoples in English, beside the names of CLDR: to ISO 3166 alpha-2.

Invariant: every code is one of ISO 3166-1, or one that ISO 3166-3 has withdrawn; a name stands once.

The short names are Unicode CLDR's (through Babel); here stand the names in full of the United Nations' list of
member states, usual English variants, and the words for peoples.
"""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

_WITHDRAWN = {"SU": "soviet", "YU": "yugoslav", "CS": "czechoslovak", "DD": "east german"}

_VARIANTS = {
    "AE": "uae; emirates; the united arab emirates",
    "BA": "bosnia; bosnia and herzegovina; bosnia-herzegovina; bosnia i herzegovina",
    "BN": "brunei darussalam",
    "BO": "bolivia (plurinational state of); plurinational state of bolivia",
    "BY": "byelorussia; republic of belarus",
    "CD": "congo, democratic republic of the; congo (democratic republic of the); democratic republic of the congo;"
    " democratic republic of congo; drc; dr congo; zaire; congo-kinshasa; the democratic republic of the congo",
    "CF": "central african rep.; car; the central african republic",
    "CG": "congo; republic of the congo; congo, republic of the; congo-brazzaville",
    "CI": "cote d'ivoire; côte d'ivoire; ivory coast",
    "CN": "people's republic of china; prc",
    "CS": "serbia and montenegro; czechoslovakia",
    "CV": "cabo verde",
    "CZ": "czech republic",
    "DE": "federal republic of germany; federal germany",
    "DD": "german democratic republic; east germany",
    "DO": "the dominican republic",
    "EG": "arab republic of egypt",
    "FM": "micronesia (federated states of); federated states of micronesia",
    "GB": "england; scotland; wales; northern ireland; great britain; britain; uk; u.k.; the united kingdom;"
    " united kingdom of great britain and northern ireland",
    "GM": "the gambia",
    "GN": "guinea-conakry",
    "HK": "hong kong",
    "IR": "iran (islamic republic of); islamic republic of iran; iran, islamic republic of",
    "JO": "hashemite kingdom of jordan",
    "KG": "kyrgyz republic; kirghizia; kirghizstan; kirgizstan; kirghiz ssr",
    "KM": "the comoros; comoros islands",
    "KN": "saint kitts and nevis; st kitts and nevis; st. kitts and nevis",
    "KP": "democratic people's republic of korea; korea, north; north korea; dprk; rpdc;"
    " korea, democratic people's republic of",
    "KR": "republic of korea; korea, south; south korea; korea, republic of; korea (republic of)",
    "LA": "lao people's democratic republic; lao pdr",
    "LY": "libyan arab jamahiriya; state of libya; libyan republic",
    "MD": "republic of moldova; moldova, republic of; moldova (republic of)",
    "MK": "macedonia; macedonia, the former yugoslav republic of; the former yugoslav republic of macedonia; fyrom;"
    " former yugoslav republic of macedonia",
    "MM": "burma; myanmar",
    "MO": "macau; macao",
    "NL": "holland; the netherlands; kingdom of the netherlands",
    "PH": "the philippines; phillipines; republic of the philippines",
    "PS": "palestine; state of palestine; palestinian authority; west bank; gaza; gaza strip; west bank and gaza;"
    " occupied palestinian territory; palestine, state of; palestinian territory",
    "RU": "russian federation; the russian federation; chechnya; dagestan; ingushetia; tatarstan; bashkortostan;"
    " kabardino-balkaria; chechen republic; republic of dagestan; republic of ingushetia",
    "SA": "kingdom of saudi arabia; ksa",
    "SD": "the sudan; republic of the sudan",
    "ST": "sao tome and principe",
    "SU": "ussr; former ussr; soviet union; former soviet union; union of soviet socialist republics",
    "SY": "syrian arab republic",
    "SZ": "swaziland",
    "TL": "east timor; timor leste",
    "TR": "turkey; turkiye; republic of turkey; republic of türkiye",
    "TT": "trinidad and tobago",
    "TW": "taiwan; taiwan, province of china; republic of china",
    "TZ": "united republic of tanzania; tanzania, united republic of",
    "US": "usa; u.s.a.; u.s.; united states of america; the united states; america",
    "VA": "holy see; vatican",
    "VE": "venezuela (bolivarian republic of); bolivarian republic of venezuela",
    "VN": "viet nam; socialist republic of viet nam",
    "XK": "kosovo; republic of kosovo",
    "YE": "republic of yemen; yemen arab republic",
    "YU": "former yugoslavia; yugoslavia; federal republic of yugoslavia; socialist federal republic of yugoslavia",
}

_PEOPLES = """
AD andorran; AE emirati, emirian; AF afghan; AL albanian; AM armenian; AO angolan; AR argentine, argentinian; AT austrian;
AU australian; AZ azerbaijani, azeri; BA bosnian, bosniak; BD bangladeshi; BE belgian; BF burkinabe; BG bulgarian;
BH bahraini; BI burundian; BJ beninese; BO bolivian; BR brazilian; BY belarusian, belarussian; CA canadian; CD congolese;
CF central african; CH swiss; CI ivorian; CL chilean; CM cameroonian; CN chinese; CO colombian; CR costa rican; CU cuban;
CY cypriot; CZ czech; DE german; DJ djiboutian; DK danish; DO dominican; DZ algerian; EC ecuadorian, ecuadorean; EE estonian;
EG egyptian; ER eritrean; ES spanish; ET ethiopian; FI finnish; FR french; GA gabonese; GB british, english, scottish, welsh;
GE georgian; GH ghanaian; GM gambian; GN guinean; GR greek; GT guatemalan; HN honduran; HR croatian; HT haitian; HU hungarian;
ID indonesian; IE irish; IL israeli; IN indian; IQ iraqi; IR iranian; IS icelandic; IT italian; JM jamaican; JO jordanian;
JP japanese; KE kenyan; KG kyrgyz, kirghiz; KH cambodian; KM comorian, comoran; KP north korean; KR south korean;
KW kuwaiti; KZ kazakh, kazakhstani; LA laotian, lao; LB lebanese; LK sri lankan; LR liberian; LT lithuanian; LU luxembourgish;
LV latvian; LY libyan; MA moroccan; MD moldovan; ME montenegrin; MG malagasy; MK macedonian; ML malian; MM burmese; MN mongolian;
MR mauritanian; MT maltese; MU mauritian; MV maldivian; MW malawian; MX mexican; MY malaysian; MZ mozambican; NA namibian;
NE nigerien; NG nigerian; NI nicaraguan; NL dutch; NO norwegian; NP nepalese, nepali; NZ new zealander; OM omani; PA panamanian;
PE peruvian; PH filipino, philippine; PK pakistani; PL polish; PS palestinian; PT portuguese; PY paraguayan; QA qatari;
RO romanian; RS serbian; RU russian; RW rwandan; SA saudi, saudi arabian; SD sudanese; SE swedish; SG singaporean; SI slovenian;
SK slovak; SL sierra leonean; SN senegalese; SO somali; SR surinamese; SS south sudanese; SV salvadoran; SY syrian; TD chadian;
TG togolese; TH thai; TJ tajik, tajikistani; TM turkmen; TN tunisian; TR turkish; TT trinidadian; TW taiwanese; TZ tanzanian;
UA ukrainian; UG ugandan; US american; UY uruguayan; UZ uzbek, uzbekistani; VE venezuelan; VN vietnamese; XK kosovar, kosovan;
YE yemeni, yemenite; ZA south african; ZM zambian; ZW zimbabwean
"""


_ALPHA_3 = """
AF AFG AX ALA AL ALB DZ DZA AS ASM AD AND AO AGO AI AIA AQ ATA AG ATG AR ARG AM ARM AW ABW AU AUS AT AUT AZ AZE
BS BHS BH BHR BD BGD BB BRB BY BLR BE BEL BZ BLZ BJ BEN BM BMU BT BTN BO BOL BQ BES BA BIH BW BWA BV BVT BR BRA
IO IOT BN BRN BG BGR BF BFA BI BDI CV CPV KH KHM CM CMR CA CAN KY CYM CF CAF TD TCD CL CHL CN CHN CX CXR CC CCK
CO COL KM COM CG COG CD COD CK COK CR CRI CI CIV HR HRV CU CUB CW CUW CY CYP CZ CZE DK DNK DJ DJI DM DMA DO DOM
EC ECU EG EGY SV SLV GQ GNQ ER ERI EE EST SZ SWZ ET ETH FK FLK FO FRO FJ FJI FI FIN FR FRA GF GUF PF PYF TF ATF
GA GAB GM GMB GE GEO DE DEU GH GHA GI GIB GR GRC GL GRL GD GRD GP GLP GU GUM GT GTM GG GGY GN GIN GW GNB GY GUY
HT HTI HM HMD VA VAT HN HND HK HKG HU HUN IS ISL IN IND ID IDN IR IRN IQ IRQ IE IRL IM IMN IL ISR IT ITA JM JAM
JP JPN JE JEY JO JOR KZ KAZ KE KEN KI KIR KP PRK KR KOR KW KWT KG KGZ LA LAO LV LVA LB LBN LS LSO LR LBR LY LBY
LI LIE LT LTU LU LUX MO MAC MG MDG MW MWI MY MYS MV MDV ML MLI MT MLT MH MHL MQ MTQ MR MRT MU MUS YT MYT MX MEX
FM FSM MD MDA MC MCO MN MNG ME MNE MS MSR MA MAR MZ MOZ MM MMR NA NAM NR NRU NP NPL NL NLD NC NCL NZ NZL NI NIC
NE NER NG NGA NU NIU NF NFK MK MKD MP MNP NO NOR OM OMN PK PAK PW PLW PS PSE PA PAN PG PNG PY PRY PE PER PH PHL
PN PCN PL POL PT PRT PR PRI QA QAT RE REU RO ROU RU RUS RW RWA BL BLM SH SHN KN KNA LC LCA MF MAF PM SPM VC VCT
WS WSM SM SMR ST STP SA SAU SN SEN RS SRB SC SYC SL SLE SG SGP SX SXM SK SVK SI SVN SB SLB SO SOM ZA ZAF GS SGS
SS SSD ES ESP LK LKA SD SDN SR SUR SJ SJM SE SWE CH CHE SY SYR TW TWN TJ TJK TZ TZA TH THA TL TLS TG TGO TK TKL
TO TON TT TTO TN TUN TR TUR TM TKM TC TCA TV TUV UG UGA UA UKR AE ARE GB GBR US USA UM UMI UY URY UZ UZB VU VUT
VE VEN VN VNM VG VGB VI VIR WF WLF EH ESH YE YEM ZM ZMB ZW ZWE XK XKX SU SUN YU YUG CS CSK DD DDR
"""
"""ISO 3166-1 alpha-2 and alpha-3, and four of ISO 3166-3."""


_FORMAL = ("republic", "kingdom", "state", "states", "federation", "emirates", "jamahiriya", "democratic", "federal")


@lru_cache(maxsize=1)
def codes() -> frozenset[str]:
    """Every alpha-2 code: CLDR's territories that are countries, and the four withdrawn ones that lists still write."""
    regional = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}
    known = {str(code) for code in Locale("en").territories if len(str(code)) == 2 and str(code).isalpha()}
    return frozenset(known - regional) | frozenset(_WITHDRAWN)


@lru_cache(maxsize=1)
def by_name() -> dict[str, str]:
    """Names, peoples and alpha-3 codes, in lower case, to alpha-2."""
    english = Locale("en").territories
    found = {str(english[code]).lower().replace("’", "'"): code for code in codes() if code in english}
    for code, names in _VARIANTS.items():
        found |= {name.strip(): code for name in names.split(";")}
    return found | peoples() | _alpha3()


@lru_cache(maxsize=1)
def peoples() -> dict[str, str]:
    """The words for peoples alone ("dutch", "new zealander"), in lower case, to alpha-2."""
    found: dict[str, str] = {}
    for line in _PEOPLES.replace("\n", " ").split(";"):
        code, _, words = line.strip().partition(" ")
        found |= {word.strip(): code for word in words.split(",")}
    return found | {people: code for code, people in _WITHDRAWN.items()}


def english_name(code: str) -> str | None:
    """CLDR's English name of a country, or None where the code is none."""
    name = Locale("en").territories.get(code) if code in codes() else None
    return str(name) if name else None


@lru_cache(maxsize=512)
def formal_names(code: str) -> tuple[str, ...]:
    """A country's English name and what it is called in full; empty where the code is none."""
    short = english_name(code)
    variants = (name.strip() for name in _VARIANTS.get(code, "").split(";"))
    full = tuple(name for name in variants if any(word in name.split() for word in _FORMAL))
    return (short, *full) if short else full


def _alpha3() -> dict[str, str]:
    words = _ALPHA_3.split()
    return {longer.lower(): code for code, longer in zip(words[::2], words[1::2], strict=True)}
