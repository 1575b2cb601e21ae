"""Character classes of Go's regular expressions, as sets of code points.

A set of code points is a tuple of boundaries: even places start a run, odd places end it (exclusive), so
a member is a code point with an odd number of boundaries at or below it, and negation is one boundary
more or less at 0.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

Boundaries = tuple[int, ...]
Range = tuple[int, int]

LIMIT = 0x110000
_ALNUM = "09AZaz"
_POSIX = {
    "alnum": _ALNUM,
    "alpha": "AZaz",
    "ascii": "\0\x7f",
    "blank": "\t\t  ",
    "cntrl": "\0\x1f\x7f\x7f",
    "digit": "09",
    "graph": "!~",
    "lower": "az",
    "print": " ~",
    "punct": "!/:@[`{~",
    "space": "\t\r  ",
    "upper": "AZ",
    "word": _ALNUM + "__",
    "xdigit": "09AFaf",
}
_PERL = {"d": "09", "s": "\t\n\f\r  ", "w": _ALNUM + "__"}

# Names that Go takes for a general category: unicode.Categories, and since 1.25 unicode.CategoryAliases.
_CATEGORIES = (
    "C Cc Cf Cn Co Cs L LC Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No "
    "P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs"
)
_ALIASES = (
    "Other=C Control=Cc Cntrl=Cc Format=Cf Unassigned=Cn Privateuse=Co Surrogate=Cs Letter=L Casedletter=LC "
    "Lowercaseletter=Ll Modifierletter=Lm Otherletter=Lo Titlecaseletter=Lt Uppercaseletter=Lu Mark=M "
    "Combiningmark=M Spacingmark=Mc Enclosingmark=Me Nonspacingmark=Mn Number=N Decimalnumber=Nd Digit=Nd "
    "Letternumber=Nl Othernumber=No Punctuation=P Punct=P Connectorpunctuation=Pc Dashpunctuation=Pd "
    "Closepunctuation=Pe Finalpunctuation=Pf Initialpunctuation=Pi Otherpunctuation=Po Openpunctuation=Ps "
    "Symbol=S Currencysymbol=Sc Modifiersymbol=Sk Mathsymbol=Sm Othersymbol=So Separator=Z Lineseparator=Zl "
    "Paragraphseparator=Zp Spaceseparator=Zs"
)
# unicode.Scripts as of Unicode 15. Python has no table of scripts; a character's Unicode name begins with
# its script's, which tells letters right and some shared marks wrong.
_SCRIPTS = (
    "Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali "
    "Bhaiksuki Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma "
    "Cham Cherokee Chorasmian Common Coptic Cuneiform Cypriot Cypro_Minoan Cyrillic Deseret Devanagari "
    "Dives_Akuru Dogra Duployan Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic "
    "Grantha Greek Gujarati Gunjala_Gondi Gurmukhi Han Hangul Hanifi_Rohingya Hanunoo Hatran Hebrew Hiragana "
    "Imperial_Aramaic Inherited Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada "
    "Katakana Kawi Kayah_Li Kharoshthi Khitan_Small_Script Khmer Khojki Khudawadi Lao Latin Lepcha Limbu "
    "Linear_A Linear_B Lisu Lycian Lydian Mahajani Makasar Malayalam Mandaic Manichaean Marchen "
    "Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi "
    "Mongolian Mro Multani Myanmar Nabataean Nag_Mundari Nandinagari New_Tai_Lue Newa Nko Nushu "
    "Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Old_Hungarian Old_Italic Old_North_Arabian Old_Permic Old_Persian "
    "Old_Sogdian Old_South_Arabian Old_Turkic Old_Uyghur Oriya Osage Osmanya Pahawh_Hmong Palmyrene "
    "Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic Samaritan Saurashtra Sharada Shavian "
    "Siddham SignWriting Sinhala Sogdian Sora_Sompeng Soyombo Sundanese Syloti_Nagri Syriac Tagalog Tagbanwa "
    "Tai_Le Tai_Tham Tai_Viet Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan Tifinagh Tirhuta Toto "
    "Ugaritic Vai Vithkuqi Wancho Warang_Citi Yezidi Yi Zanabazar_Square"
)
_PREFIXES = {
    "Anatolian_Hieroglyphs": ("ANATOLIAN HIEROGLYPH ",),
    "Canadian_Aboriginal": ("CANADIAN SYLLABICS ",),
    "Egyptian_Hieroglyphs": ("EGYPTIAN HIEROGLYPH ",),
    "Han": ("CJK UNIFIED ", "CJK COMPATIBILITY IDEOGRAPH", "CJK RADICAL", "KANGXI "),
    "Inherited": ("COMBINING ", "VARIATION SELECTOR", "ZERO WIDTH NON-JOINER", "ZERO WIDTH JOINER"),
    "Meroitic_Hieroglyphs": ("MEROITIC HIEROGLYPHIC ",),
    "Phags_Pa": ("PHAGS-PA ",),
}


def boundaries(ranges: Iterable[Range]) -> Boundaries:
    """Return the set of what any of the ranges (both ends inclusive) holds."""
    flat: list[int] = []
    for low, high in sorted(ranges):
        if flat and low <= flat[-1]:
            flat[-1] = max(flat[-1], high + 1)
        else:
            flat += (low, high + 1)
    return tuple(flat)


def runs(of: Boundaries) -> list[Range]:
    """Return the runs of a set, both ends inclusive."""
    return [(of[at], of[at + 1] - 1) for at in range(0, len(of), 2)]


def negated(of: Boundaries) -> Boundaries:
    """Return every code point that is not in the set."""
    flat = list(of)
    flat = flat[1:] if flat[:1] == [0] else [0, *flat]
    return tuple(flat[:-1] if flat[-1:] == [LIMIT] else [*flat, LIMIT])


def posix(name: str) -> Boundaries | None:
    """Return the set of `[:name:]` or `[:^name:]`, None if there is none of that name."""
    pairs = _POSIX.get(name.removeprefix("^"))
    if pairs is None:
        return None
    return negated(_paired(pairs)) if name.startswith("^") else _paired(pairs)


def perl(letter: str) -> Boundaries | None:
    r"""Return the set of `\d`, `\s`, `\w` or their negations, None for any other letter."""
    pairs = _PERL.get(letter.lower())
    if pairs is None:
        return None
    return negated(_paired(pairs)) if letter.isupper() else _paired(pairs)


@cache
def unicode_class(name: str) -> Boundaries | None:
    r"""Return the set of `\p{name}`: a category or a script, in Go 1.25's loose spelling; None if unknown."""
    plain = name.replace("_", "").replace("-", "").replace(" ", "")
    plain = plain[:1].upper() + plain[1:].lower()
    if not name.isascii():
        return None
    if plain == "Any":
        return (0, LIMIT)
    if plain == "Ascii":
        return (0, 0x80)
    if plain == "Assigned":
        return negated(_in_categories("Cn"))
    aliases = dict(pair.split("=") for pair in _ALIASES.split())
    category = "LC" if plain == "Lc" else aliases.get(plain, plain)
    if category in _CATEGORIES.split():
        return _in_categories(category)
    for script in _SCRIPTS.split():
        if script == name or script.replace("_", "").capitalize() == plain:
            return _in_script(script)
    return None


def _paired(pairs: str) -> Boundaries:
    return boundaries((ord(pairs[at]), ord(pairs[at + 1])) for at in range(0, len(pairs), 2))


def _in_categories(category: str) -> Boundaries:
    wanted = ("Lu", "Ll", "Lt") if category == "LC" else (category,)
    return boundaries((at, at) for at in range(LIMIT) if unicodedata.category(chr(at)).startswith(wanted))


def _in_script(script: str) -> Boundaries:
    if script == "Common":
        scripts = [_in_script(other) for other in _SCRIPTS.split() if other != "Common"]
        named = boundaries(run for one in scripts for run in runs(one))
        return negated(boundaries([*runs(named), *runs(_in_categories("Cn"))]))
    prefixes = _PREFIXES.get(script) or (script.replace("_", " ").upper() + " ",)
    return boundaries((at, at) for at in range(LIMIT) if unicodedata.name(chr(at), "").startswith(prefixes))
