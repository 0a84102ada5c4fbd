"""What a line of a letterhead or an address is: postcode and town, street, contact, or a name."""

import re
from dataclasses import dataclass
from functools import lru_cache

from ...values.codes import country_of

_TOWN = r"[^\W\d_][\w.'’`/() -]*[^\W\d_).]\.?"
_US_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|"
    "OR|PA|PR|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY"
)
_US_NAMES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|"
    "Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|"
    "Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|"
    "Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|"
    "West Virginia|Wisconsin|Wyoming"
)
_US = rf"(?:{_US_STATES}|{_US_NAMES})"
_PROVINCES = "ON|QC|BC|AB|MB|SK|NS|NB|NL|PE|NT|YT|NU"
_EIRCODE = r"[0-9AC-FHKNPRTV-Y]{4}"
_UK_CODE = r"[A-Z]{1,2}\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{2}"

US_TOWN = re.compile(rf"[^\W\d_]{{3,}},\s(?:{_US_STATES})\Z")
"""A town and its state, as tills print them without a ZIP code."""

POSTCODE_TOWN: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("US", re.compile(rf"(?P<city>{_TOWN}),?\s+{_US}\.?,?\s+(?P<code>\d{{5}}(?:-\d{{4}})?)(?!\d)")),
    ("GB", re.compile(rf"^(?:GB|UK)[- ](?P<code>{_UK_CODE})\s+(?P<city>{_TOWN})")),
    ("GB", re.compile(rf"(?:(?P<city>[^\W\d_][^,\d]*?),?\s+)?(?P<code>{_UK_CODE})(?![A-Z\d])")),
    ("CA", re.compile(rf"(?P<city>{_TOWN}),?\s+(?:{_PROVINCES})\.?,?\s+(?P<code>[A-Z]\d[A-Z]\s?\d[A-Z]\d)(?!\w)")),
    ("AU", re.compile(rf"(?P<city>{_TOWN}),?\s+(?:NSW|VIC|QLD|TAS|ACT|SA|WA|NT),?\s+(?P<code>\d{{4}})(?!\d)")),
    ("IE", re.compile(rf"(?:(?P<city>{_TOWN}),?\s+)?(?<!\w)(?P<code>[AC-FHKNPRTV-Y]\d[\dW]\s?{_EIRCODE})(?!\w)")),
    ("NL", re.compile(rf"(?<![\w-])(?:NL[- ])?(?P<code>\d{{4}}\s?[A-Z]{{2}})\s+(?P<city>{_TOWN})")),
    ("SG", re.compile(r"(?P<city>(?i:Singapore))\s+\(?(?P<code>\d{6})\)?(?!\d)")),
    ("PL", re.compile(rf"(?<![\w-])(?:PL[- ])?(?P<code>\d{{2}}-\d{{3}})\s+(?P<city>{_TOWN})")),
    ("PT", re.compile(rf"(?<![\w-])(?:PT[- ])?(?P<code>\d{{4}}-\d{{3}})\s+(?P<city>{_TOWN})")),
    ("BR", re.compile(r"(?<!\d)(?<!\d\s)(?:CEP:?\s*)?(?P<code>\d{5}-\d{3})(?!\d)(?P<city>)")),
    ("", re.compile(rf"(?<![\w-])(?:[A-Z]{{1,3}}[- ]{{1,3}})?(?P<code>\d{{3}}\s\d{{2}})\s+(?P<city>{_TOWN})")),
    ("", re.compile(rf"(?<![\w./-])(?:[A-Z]{{1,3}}[-– ]\s?)?(?P<code>\d{{4,6}}),?\s+(?P<city>{_TOWN})")),
    ("", re.compile(r"^(?:[A-Z]{1,2}[- ])?(?P<code>\d{5})(?P<city>[A-ZÄÖÜÉ][^\W\d_]{2,}[\w .'’()-]*)$")),
    ("", re.compile(r",\s*(?P<city>[^\W\d_](?:[^\W\d_]|[ .'-])*[^\W\d_])\s*[-–]?\s*(?P<code>\d{6})(?!\d)")),
    ("", re.compile(rf"^(?P<city>{_TOWN}),?\s*[-–]?\s*(?P<code>\d{{5,6}}(?:-\d{{4}})?)(?:,|\s|$)")),
)  # fmt: skip
"""Country ('' for many) and the shape of its town line; the first that fits wins."""

_STREET_WORD = re.compile(
    r"""(?ix)
    stra(?:ß|ss)e\b|str\.|\bstr\b|weg\b|platz\b|allee\b|gasse\b|damm\b|
    \bstreet\b|\bst\b\.?,?$|\bave(?:nue)?\b|\broad\b|\brd\b|\bblvd\b|\bboulevard\b|\blane\b|\bdrive\b|\bdr\b\.?$|\bway\b|\bcourt\b|
    \bsquare\b|\bhighway\b|\bhwy\b|\bfloor\b|\bsuite\b|\bunit\b|\bblock\b|\bindustrial\b|\bbuilding\b|\bno\.\s?\d|
    \brue\b|\bchemin\b|\bplace\b|\bimpasse\b|\bquai\b|\bchaussée\b|\bvia\b|\bviale\b|\bpiazza\b|\bcorso\b|
    \bcalle\b|\bc/|\bavenida\b|\bplaza\b|\bpaseo\b|\brua\b|\bavda?\b|\btravessa\b|straat\b|laan\b|plein\b|gracht\b|singel\b|\bkade\b|
    \bul\.|\bulica\b|\baleja\b|\bal\.|\bulice\b|\butca\b|\bút\b|\bstrada\b|\bbd\.|gatan\b|vägen\b|gade\b|vej\b|veien\b|
    \bjalan\b|\bjln?\b|\blot\b|\btaman\b|\blorong\b|\bulitsa\b|\bул\.|\bулица\b|\bпросп|\bпр-т\b|փող|պող|
    \bp\.?\s?o\.?\s?box\b|\bpostfach\b|\bboîte\spostale\b|\bbp\s\d|\bcs\s\d|\bpostbus\b|\bapartado\b"""
)
"""Words that streets and buildings have in their names."""

_NUMBER_LAST = re.compile(r"^[^\d:]{3,}?[\s.]\d{1,4}\s?[a-zA-Z]?(?:\s?[-/+]\s?\d{1,4}\s?[a-zA-Z]?)?,?$")
_NUMBER_FIRST = re.compile(r"^(?:No\.?\s?)?\d{1,5}[A-Za-z]?(?:[-/]\d{1,4}[A-Za-z]?)?,?\s+[^\W\d_].{2,}")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WEB = re.compile(
    r"""(?ix)(?:https?://|www\.)[\w./?=&%#-]+
    |(?<![@\w.])[a-z0-9][a-z0-9-]{2,}\.(?:com|net|org|eu|io|co\.uk|de|fr|nl|it|es|be|at|ch|pl|pt|ru|am|my|info)(?:/[\w./-]*)?\b"""
)
_PHONE = re.compile(
    r"""(?x)(?<![\w/.-])(?:\+\s?\d{1,3}|\(\+?\d{2,4}\)|0\d)[\d\s()./-]{6,}\d(?![\w-])
    |(?<!\d)\(\d{3}\)\s?\d{3}[-\ .]\d{4}(?!\d)
    |(?<![\d-])\d{3}[-.]\d{3}[-.]\d{4}(?!\d)"""
)

LEGAL_FORM = re.compile(
    r"""(?ix)(?<![\w.])(?:
    gmbh(?:\s?&\s?co\.?\s?(?:kg|ohg)(?:aa)?)?|mbh|ges\.?\s?m\.?\s?b\.?\s?h|ag|kgaa|kg|ohg|og|gbr|ug|e\.\s?k\.|e\.\s?u\.|e\.\s?v\.|a\.\s?g\.|e\.\s?g\.|eg|se|
    ltd|limited|llc|l\.l\.c|llp|lp|inc|incorporated|corp|corporation|plc|pty|pvt|dac|cic|co\.|company|lt[ée]e|
    sarl|s\.[aà]\.?\s?r\.l(?:\.-s)?|sas|sasu|s\.a\.s|s\.?a\.?\s?de\s?c\.?\s?v|s\.?\s?de\s?r\.?\s?l|sa|s\.a|eurl|snc|sci|scop|
    b\.?v|n\.?v|v\.?o\.?f|bvba|sprl|srl|s\.r\.l\.s|s\.r\.l|s\.p\.a|s\.\s?coop|coop|scrl|spa|sapa|s\.n\.c|s\.l|sl|slu|s\.l\.u|s\.a\.u|
    lda|ltda|eireli|unipessoal|sp\.\s?z\s?o\.\s?o|sp\.?\s?[jk]|s\.c|a\.s|s\.r\.o|spol|k\.s|v\.o\.s|kft|zrt|nyrt|bt|s\.r\.l|d\.o\.o|d\.d|
    ab|oy|oyj|ky|as|a/s|aps|i/s|asa|ans|hf|ehf|o[üu]|uab|sia|[εο]\.?[πε]\.?ε|α\.?ε|ικε|еоод|оод|еад|тов|фоп|
    sdn\.?\s?bhd|bhd|enterprise|trading|pte|jsc|ooo|ооо|оао|зао|пао|ао|ип|тоо|чп|սպը|փբը|բբը|օօօ|
    a\.\s?ş|anonim|ltd\.?\s?şti|ae|epe|ike
    )(?![\w])\.?"""
)
"""Legal forms of companies in the countries whose languages the vocabulary knows."""

STRONG_FORM = re.compile(
    r"""(?ix)(?<![\w.])(?:
    gmbh|mbh|ges\.?\s?m\.?\s?b\.?\s?h|kgaa|ohg|og|e\.\s?u|ug|ag|kg|ltd|limited|llc|llp|inc|incorporated|corp|corporation|plc|pte|pty|pvt|dac|sarl|
    s\.[aà]\.?\s?r\.l(?:\.-s)?|sasu?|s\.a\.s|s\.?a\.?\s?de\s?c\.?\s?v|eurl|b\.?v|n\.?v|bvba|
    s\.?r\.?l|s\.n\.c|s\.p\.a|s\.l\.?u?|s\.a|ltda|lda|lt[ée]e|sp\.\s?z\s?o\.\s?o|s\.r\.o|a\.s|kft|zrt|d\.o\.o|oyj?|aps|a/s|ab|sdn\.?\s?bhd|bhd|
    a\.\s?ş|[lŁ]td\.?\s?ştı?i?|ооо|оао|зао|пао|тов|оод|еоод|սպը|փբը|ικε
    )(?!\w)"""
)


@dataclass(frozen=True, slots=True)
class Town:
    """The line of an address that names postcode and town."""

    postcode: str
    city: str
    country: str
    """ISO 3166-1 alpha-2 where the shape tells; '' otherwise."""


@lru_cache(maxsize=8192)
def town_of(text: str) -> Town | None:
    """Postcode and town in a line, None where it names none."""
    if not any(char.isdigit() for char in text) or len(text) > 90:
        return None
    for country, shape in POSTCODE_TOWN:
        match = shape.search(text)
        if match:
            city = (match["city"] or "").strip(" ,.-–")
            if country == "" and (len(city) < 2 or city.islower()):
                continue
            if country in ("GB", "IE") and not city and len(text) > 12:
                continue
            return Town(match["code"], city, country)
    return None


@lru_cache(maxsize=8192)
def is_street(text: str) -> bool:
    """True where a line reads like a street with its number, or a post office box."""
    if len(text) > 70:
        return False
    if _NUMBER_LAST.match(text) or _NUMBER_FIRST.match(text):
        return True
    return bool(_STREET_WORD.search(text)) and any(char.isdigit() for char in text)


@lru_cache(maxsize=8192)
def is_contact(text: str) -> bool:
    """True where a line holds a phone number, an e-mail or a web address."""
    return bool(_EMAIL.search(text) or _WEB.search(text) or _PHONE.search(text))


@lru_cache(maxsize=8192)
def is_country(text: str) -> bool:
    """True where a line is the name of a country and nothing else."""
    bare = text.strip(" .,")
    if not 2 <= len(bare) <= 40 or any(c.isdigit() for c in bare) or LEGAL_FORM.fullmatch(bare):
        return False
    return country_of(bare) is not None


def has_legal_form(text: str) -> bool:
    """True where a name ends or goes on with a legal form ('GmbH', 'Ltd', 'SARL')."""
    return LEGAL_FORM.search(text) is not None


def has_strong_legal_form(text: str) -> bool:
    """True for legal forms that are hardly ever anything else."""
    return STRONG_FORM.search(text) is not None


def email_in(text: str) -> str | None:
    """The first e-mail address of a text."""
    match = _EMAIL.search(text)
    return match[0] if match else None


def website_in(text: str) -> str | None:
    """The first web address of a text, e-mail addresses passed over."""
    match = _WEB.search(_EMAIL.sub(lambda m: " " * len(m[0]), text))
    return match[0].rstrip(".,") if match else None


def phone_in(text: str) -> str | None:
    """The first phone number of a text, as printed."""
    town = town_of(text)
    match = _PHONE.search(text.replace(town.postcode, " ") if town else text)
    return match[0].strip() if match else None
