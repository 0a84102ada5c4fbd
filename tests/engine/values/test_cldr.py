"""The names of currencies and languages that we ship are those of CLDR.

`python tests/engine/values/test_cldr.py` writes the table anew, after babel (its source) was upgraded.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies

from faktum.engine.values.code_tables import ISO_4217
from faktum.engine.values.codes import LANGUAGES, folded

TABLE = Path(__file__).parents[3] / "engine" / "values" / "cldr.json"


def table() -> dict[str, Mapping[str, str]]:
    """What CLDR says, the first language to claim a name keeping it, the commonest language on invoices first."""
    currencies: dict[str, str] = {}
    languages: dict[str, str] = {}
    for language in LANGUAGES:
        locale: Any = Locale(language)
        for code, name in sorted(locale.currencies.items()):
            if code in ISO_4217:
                currencies.setdefault(folded(str(name)), str(code))
        for code, name in sorted(locale.languages.items()):
            if len(code) == 2:
                languages.setdefault(folded(str(name)), str(code))
    aliases: Any = get_global("territory_aliases")
    alpha3 = {
        str(code): str(targets[0])
        for code, targets in sorted(aliases.items())
        if len(code) == 3 and code.isalpha() and len(targets or ()) == 1
    }
    territories: Any = Locale("en").territories
    codes = [str(code) for code in sorted(territories) if len(code) == 2]
    current = {code: list[str](get_territory_currencies(code)) for code in codes}
    return {
        "currencies": currencies,
        "languages": languages,
        "countries_by_alpha3": alpha3,
        "currency_of_country": {code: codes[0] for code, codes in current.items() if codes},
    }


def test_the_shipped_table_is_what_cldr_says() -> None:
    shipped = json.loads(TABLE.read_text(encoding="utf-8"))
    made = table()
    assert shipped["currencies"] == made["currencies"]
    assert shipped["languages"] == made["languages"]
    assert shipped["countries_by_alpha3"] == made["countries_by_alpha3"]
    today = made["currency_of_country"]
    changed = {
        code: (ours, today.get(code))
        for code, ours in shipped["currency_of_country"].items()
        if today.get(code) != ours
    }
    assert changed == {}


if __name__ == "__main__":
    TABLE.write_text(json.dumps(table(), ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
