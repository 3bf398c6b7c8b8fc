"""Check digits, and days of birth inside numbers."""

from collections.abc import Iterable

from stats.identifying.tables import pairs

IBAN_LENGTHS = {country: int(length) for country, length in pairs("ibans").items()}


def digits(text: str) -> list[int]:
    return [int(character) for character in text if character.isdigit()]


def weigh(numbers: Iterable[int], weights: Iterable[int]) -> int:
    return sum(number * weight for number, weight in zip(numbers, weights, strict=False))


def is_luhn(text: str) -> bool:
    doubled = [number * (1 + place % 2) for place, number in enumerate(reversed(digits(text)))]
    return sum(number - 9 * (number > 9) for number in doubled) % 10 == 0


def is_account(text: str) -> bool:
    return weigh(digits(text), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def is_iban(text: str) -> bool:
    letters = "".join(filter(str.isalnum, text)).upper()
    if len(letters) != IBAN_LENGTHS.get(letters[:2]):
        return False
    return int("".join(str(int(letter, 36)) for letter in letters[4:] + letters[:4])) % 97 == 1


def is_norwegian(text: str) -> bool:
    """Check digits and day of birth; the day may be a D-number's, the month a test population's."""
    numbers = digits(text)
    first = weigh(numbers, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1))
    second = weigh(numbers, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
    return born_norwegian(text) and first % 11 == second % 11 == 0


def born_norwegian(text: str) -> bool:
    numbers = digits(text)
    return _is_birth(_pair(numbers, 0), _pair(numbers, 2), (0, 40), (0, 40, 65, 80))


def is_swedish(text: str) -> bool:
    """The last ten digits, with a check digit; day and sixty is a coordination number."""
    numbers = digits(text)[-10:]
    return _is_birth(_pair(numbers, 4), _pair(numbers, 2), (0, 60)) and is_luhn("".join(map(str, numbers)))


def born_nordic(text: str) -> bool:
    """Six digits that are a day as Danes write it, or as Swedes do."""
    numbers = digits(text)[-10:]
    year_last = _is_birth(_pair(numbers, 0), _pair(numbers, 2), (0, 60))
    return year_last or _is_birth(_pair(numbers, 4), _pair(numbers, 2), (0, 60))


def is_danish(text: str) -> bool:
    numbers = digits(text)
    return _is_birth(_pair(numbers, 0), _pair(numbers, 2)) and weigh(numbers, (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def is_polish(text: str) -> bool:
    numbers = digits(text)
    born = _is_birth(_pair(numbers, 4), _pair(numbers, 2), (0,), (0, 20, 40, 60, 80))
    return born and weigh(numbers, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def is_romanian(text: str) -> bool:
    numbers = digits(text)
    check = weigh(numbers, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    born = 0 < numbers[0] < 9 and _is_birth(_pair(numbers, 5), _pair(numbers, 3))
    return born and numbers[12] == check - 9 * (check > 9)


def _pair(numbers: list[int], at: int) -> int:
    return 10 * numbers[at] + numbers[at + 1]


def _is_birth(day: int, month: int, days: tuple[int, ...] = (0,), months: tuple[int, ...] = (0,)) -> bool:
    return any(1 <= day - more <= 31 for more in days) and any(1 <= month - more <= 12 for more in months)
