# ruff: noqa: E501 (a table: one line a language)
"""Names of the months, full, short and inflected, in the languages of invoices.

A table and not a library call: loading the locale data of thirty languages takes longer than reading a page. The tests
hold it against CLDR (babel).
"""

import unicodedata
from collections.abc import Iterable
from types import MappingProxyType

NAMES = MappingProxyType({
    "en": "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sep october|oct november|nov december|dec",
    "de": "januar|jan februar|feb märz|mär april|apr mai juni|jun juli|jul august|aug september|sept|sep oktober|okt november|nov dezember|dez",
    "fr": "janvier|janv février|févr mars avril|avr mai juin juillet|juil août septembre|sept octobre|oct novembre|nov décembre|déc",
    "es": "enero|ene febrero|feb marzo|mar abril|abr mayo|may junio|jun julio|jul agosto|ago septiembre|sept octubre|oct noviembre|nov diciembre|dic",
    "it": "gennaio|gen febbraio|feb marzo|mar aprile|apr maggio|mag giugno|giu luglio|lug agosto|ago settembre|set ottobre|ott novembre|nov dicembre|dic",
    "nl": "januari|jan februari|feb maart|mrt april|apr mei juni|jun juli|jul augustus|aug september|sep oktober|okt november|nov december|dec",
    "pt": "janeiro|jan fevereiro|fev março|mar abril|abr maio|mai junho|jun julho|jul agosto|ago setembro|set outubro|out novembro|nov dezembro|dez",
    "pl": "stycznia|sty|styczeń lutego|lut|luty marca|mar|marzec kwietnia|kwi|kwiecień maja|maj czerwca|cze|czerwiec lipca|lip|lipiec sierpnia|sie|sierpień września|wrz|wrzesień października|paź|październik listopada|lis|listopad grudnia|gru|grudzień",
    "ru": "января|янв|январь февраля|февр|февраль марта|мар|март апреля|апр|апрель мая|май июня|июн|июнь июля|июл|июль августа|авг|август сентября|сент|сентябрь октября|окт|октябрь ноября|нояб|ноябрь декабря|дек|декабрь",
    "hy": "հունվարի|հնվ|հունվար փետրվարի|փտվ|փետրվար մարտի|մրտ|մարտ ապրիլի|ապր|ապրիլ մայիսի|մյս|մայիս հունիսի|հնս|հունիս հուլիսի|հլս|հուլիս օգոստոսի|օգս|օգոստոս սեպտեմբերի|սեպ|սեպտեմբեր հոկտեմբերի|հոկ|հոկտեմբեր նոյեմբերի|նոյ|նոյեմբեր դեկտեմբերի|դեկ|դեկտեմբեր",
    "cs": "ledna|led|leden února|úno|únor března|bře|březen dubna|dub|duben května|kvě|květen června|čvn|červen července|čvc|červenec srpna|srp|srpen září|zář října|říj|říjen listopadu|lis|listopad prosince|pro|prosinec",
    "sk": "januára|jan|január februára|feb|február marca|mar|marec apríla|apr|apríl mája|máj júna|jún júla|júl augusta|aug|august septembra|sep|september októbra|okt|október novembra|nov|november decembra|dec|december",
    "hu": "január|jan február|febr március|márc április|ápr május|máj június|jún július|júl augusztus|aug szeptember|szept október|okt november|nov december|dec",
    "ro": "ianuarie|ian februarie|feb martie|mar aprilie|apr mai iunie|iun iulie|iul august|aug septembrie|sept octombrie|oct noiembrie|nov decembrie|dec",
    "sv": "januari|jan februari|feb mars april|apr maj juni juli augusti|aug september|sep oktober|okt november|nov december|dec",
    "da": "januar|jan februar|feb marts|mar april|apr maj juni|jun juli|jul august|aug september|sep oktober|okt november|nov december|dec",
    "nb": "januar|jan februar|feb mars|mar april|apr mai juni|jun juli|jul august|aug september|sep oktober|okt november|nov desember|des",
    "fi": "tammikuuta|tammi|tammikuu helmikuuta|helmi|helmikuu maaliskuuta|maalis|maaliskuu huhtikuuta|huhti|huhtikuu toukokuuta|touko|toukokuu kesäkuuta|kesä|kesäkuu heinäkuuta|heinä|heinäkuu elokuuta|elo|elokuu syyskuuta|syys|syyskuu lokakuuta|loka|lokakuu marraskuuta|marras|marraskuu joulukuuta|joulu|joulukuu",
    "tr": "ocak|oca şubat|şub mart|mar nisan|nis mayıs|may haziran|haz temmuz|tem ağustos|ağu eylül|eyl ekim|eki kasım|kas aralık|ara",
    "el": "ιανουαρίου|ιαν|ιανουάριοσ φεβρουαρίου|φεβ|φεβρουάριοσ μαρτίου|μαρ|μάρτιοσ|μάρ απριλίου|απρ|απρίλιοσ μαΐου|μαΐ|μάιοσ|μάι ιουνίου|ιουν|ιούνιοσ|ιούν ιουλίου|ιουλ|ιούλιοσ|ιούλ αυγούστου|αυγ|αύγουστοσ|αύγ σεπτεμβρίου|σεπ|σεπτέμβριοσ οκτωβρίου|οκτ|οκτώβριοσ νοεμβρίου|νοε|νοέμβριοσ|νοέ δεκεμβρίου|δεκ|δεκέμβριοσ",
    "hr": "siječnja|sij|siječanj veljače|velj|veljača ožujka|ožu|ožujak travnja|tra|travanj svibnja|svi|svibanj lipnja|lip|lipanj srpnja|srp|srpanj kolovoza|kol|kolovoz rujna|ruj|rujan listopada|lis|listopad studenoga|stu|studeni prosinca|pro|prosinac",
    "bg": "януари|яну февруари|фев март април|апр май юни юли август|авг септември|сеп октомври|окт ноември|ное декември|дек",
    "uk": "січня|січ|січень лютого|лют|лютий березня|бер|березень квітня|квіт|квітень травня|трав|травень червня|черв|червень липня|лип|липень серпня|серп|серпень вересня|вер|вересень жовтня|жовт|жовтень листопада|лист|листопад грудня|груд|грудень",
    "lt": "sausio|saus|sausis vasario|vas|vasaris kovo|kov|kovas balandžio|bal|balandis gegužės|geg|gegužė birželio|birž|birželis liepos|liep|liepa rugpjūčio|rugp|rugpjūtis rugsėjo|rugs|rugsėjis spalio|spal|spalis lapkričio|lapkr|lapkritis gruodžio|gruod|gruodis",
    "lv": "janvāris|janv februāris|febr marts aprīlis|apr maijs jūnijs|jūn jūlijs|jūl augusts|aug septembris|sept oktobris|okt novembris|nov decembris|dec",
    "et": "jaanuar|jaan veebruar|veebr märts aprill|apr mai juuni juuli august|aug september|sept oktoober|okt november|nov detsember|dets",
    "sl": "januar|jan februar|feb marec|mar april|apr maj junij|jun julij|jul avgust|avg september|sep oktober|okt november|nov december|dec",
    "ca": "gener|gen febrer|febr març abril|abr maig juny juliol|jul agost|ag setembre|set octubre|oct novembre|nov desembre|des",
})  # fmt: skip
"""Language → twelve words, each 'form|form|…', lower case without the trailing point."""

ALSO = MappingProxyType({
    "en": "jan febr mar apr may jun jul aug sept oct nov dec",
    "de": "jän|jänner|jaen|januar febr|feber mrz|maerz apr mai jun jul aug sep okt nov dez",
    "fr": "jan|janv fev|fevr mar avr mai juin|jun juil|jul aout|aou sep|septemb octob|oct nov dec",
    "es": "ene feb mar abr may jun jul ago sep|setiembre|set oct nov dic",
    "it": "genn febb mar apr magg giu lugl ago sett ott nov dic",
    "nl": "jan febr mrt|maa apr mei jun jul aug sept|sep okt nov dec",
    "pl": "styczeń luty marzec kwiecień maj|maja czerwiec lipiec sierpień wrzesień październik listopad grudzień",
    "ru": "янв фев мар апр май июн июл авг сен|сентяб окт ноя дек",
    "hy": "հունվ փետ մար ապր մայ հուն հուլ օգոս սեպտ հոկտ նոյ դեկտ",
    "hu": "jan feb már|marc ápr máj jún júl aug szep okt nov dec",
    "ro": "ian feb mar apr mai iun iul aug sep oct|octomb noi dec",
    "tr": "oca şub mar nis may haz tem ağu eyl eki kas ara",
    "el": "ιαν φεβ μαρ απρ μαϊ|μαι ιουν ιουλ αυγ σεπ|σεπτ οκτ νοε|νοεμ δεκ",
    "id": "januari februari maret april mei juni juli agustus|agu|agt september oktober|okt november desember|des",
})  # fmt: skip
"""Forms that print and CLDR does not list."""


def month_of(word: str, languages: Iterable[str] = ()) -> tuple[int, ...]:
    """The months (1 to 12) that `word` names, those of the given languages first; empty where it names none.

    Case, accents and a trailing point do not count. 'Listopad' is November in Polish and October in Croatian: both.
    """
    meanings = _INDEX.get(fold(word), {})
    if len(meanings) < 2:
        return tuple(meanings)
    wanted = tuple(languages)
    return tuple(
        sorted(
            meanings,
            key=lambda month: min((wanted.index(code) for code in meanings[month] if code in wanted), default=99),
        )
    )


def fold(word: str) -> str:
    """Lower case without accents and points."""
    word = word.casefold().strip(".")
    if word.isascii():
        return word
    return "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))


def _index() -> dict[str, dict[int, tuple[str, ...]]]:
    """Folded form → month → the languages that say so."""
    index: dict[str, dict[int, tuple[str, ...]]] = {}
    for table in (NAMES, ALSO):
        for language, words in table.items():
            for month, forms in enumerate(words.split(), start=1):
                for form in forms.split("|"):
                    meanings = index.setdefault(fold(form), {})
                    meanings[month] = (*meanings.get(month, ()), language)
    return index


_INDEX = _index()
