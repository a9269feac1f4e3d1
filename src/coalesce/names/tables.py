"""The letter and word tables of romanising, made for this project.

Invariant: keys are single letters (or whole words) as ``normalise`` leaves them; values are lower-case ASCII.
The choices follow how names are usually spelt in Latin passports, not a library standard: one consonant where
spellers use one, so that ``skeleton`` finds the same consonants on both sides.
"""

from __future__ import annotations


def _table(pairs: str) -> dict[str, str]:
    """``letter=latin`` pairs, parted by blanks; an underscore stands for a blank in the answer."""
    return {letter: latin.replace("_", " ") for letter, _, latin in (pair.partition("=") for pair in pairs.split())}


# Arabic, then Persian, Urdu, Kurdish, Pashto and Maghrebi letters.
ARABIC = _table("""
    ا=a ب=b ت=t ث=th ج=j ح=h خ=kh د=d ذ=dh ر=r ز=z س=s ش=sh ص=s ض=d ط=t ظ=z غ=gh ف=f ق=q ك=k ل=l م=m ن=n ه=h
    پ=p چ=ch ژ=zh گ=g ڤ=v ڭ=g ݣ=g ٹ=t ڈ=d ڑ=r ں=n ڵ=l ڕ=r ټ=t ډ=d ړ=r ڼ=n ږ=zh ښ=sh څ=ts ځ=z ڨ=g ۊ=u ڧ=q ڢ=f
""")

ARABIC_WORDS = _table("""
    بن=bin ابن=ibn بنت=bint ابو=abu ابي=abi ابا=aba ام=umm ولد=ould
    عبد=abd ال=al الله=allah الدين=al_din عبدالله=abd_allah
    الحي=al_hay عبدالحي=abd_al_hay
    محمد=muhammad احمد=ahmad عمر=umar حسين=husayn حسن=hasan عثمان=uthman يوسف=yusuf ابراهيم=ibrahim
    مصطفي=mustafa موسي=musa عيسي=isa يحيي=yahya اسماعيل=ismail سليمان=sulayman خديجه=khadija فاطمه=fatima عايشه=aisha
""")
"""Words of descent, and the commonest names, whose short vowels no rule can know."""

ARABIC_NO_ARTICLE = tuple("الياس الكس اليكس البرت البير الهام الفريد الفت اليز اليا الين اليف".split())
"""Names that only look as if they began with the article."""

# Russian; Ukrainian, Belarusian, South Slavic; Turkic, Tajik and Caucasian letters; the kra that lists type for к.
CYRILLIC = _table("""
    а=a б=b в=v г=g д=d е=e ё=yo ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh
    щ=shch ъ= ы=y ь= э=e ю=yu я=ya
    і=i ї=yi є=ye ґ=g ў=u ј=y љ=l њ=n ђ=dj ћ=ch џ=dj ѓ=g ќ=k ѕ=dz ѝ=i ѐ=e
    ĸ=k ә=a ғ=gh қ=q ң=ng ө=o ұ=u ү=u һ=h ҷ=j ҳ=h ӣ=i ӯ=u ҹ=j ҝ=g ӏ= җ=j ҥ=ng ӑ=a ӗ=e ҫ=s
""")

HEBREW = _table("""
    א=a ב=b ג=g ד=d ה=h ו=o ז=z ח=h ט=t י=i כ=k ך=kh ל=l מ=m ם=m נ=n ן=n ס=s ע=a פ=p ף=f צ=ts ץ=ts ק=k ר=r ש=sh ת=t
""")
HEBREW_INITIAL = _table("ו=v י=y")
HEBREW_FINAL = _table("ה=a ב=v א=a")

# Devanagari: Hindi, Marathi and Nepali as passports spell them.
DEVANAGARI_CONSONANTS = _table("""
    क=k ख=kh ग=g घ=gh ङ=n च=ch छ=chh ज=j झ=jh ञ=n ट=t ठ=th ड=d ढ=dh ण=n त=t थ=th द=d ध=dh न=n प=p फ=ph ब=b भ=bh म=m
    य=y र=r ल=l व=v श=sh ष=sh स=s ह=h ळ=l
""")
VIRAMA = "्"
NASALS = tuple("ंँ")
DEVANAGARI_VOWELS = _table("""
    अ=a आ=a इ=i ई=i उ=u ऊ=u ऋ=ri ए=e ऐ=ai ओ=o औ=au ऑ=o ऍ=e
""") | dict(
    zip("ािीुूृेैोौॉॅंँः़्", ("a", "i", "i", "u", "u", "ri", "e", "ai", "o", "au", "o", "e", "n", "n", "h", "", ""), strict=True)
)

GREEK = _table("""
    α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps ω=o
""")
GREEK_INITIAL = _table("μπ=b ντ=d γκ=g")
GREEK_PAIRS = _table("ου=ou αυ=av ευ=ev γγ=ng γκ=gk γχ=nch μπ=mp ντ=nt")
