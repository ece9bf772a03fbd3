"""The unified social credit code (统一社会信用代码): eighteen places, the last one a check.

GB 32100-2015: places 1 to 17 are weighted by 3^i mod 31; the alphabet leaves out I, O, S, V and Z.
"""

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PLACES: Final = 18


def is_valid_credit_code(code: str) -> bool:
    """Whether the eighteen characters are of the alphabet and the last one fits the others."""
    if len(code) != PLACES or any(character not in ALPHABET for character in code):
        return False
    values = [ALPHABET.index(character) for character in code]
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values[:-1]))
    return values[-1] == -total % 31
