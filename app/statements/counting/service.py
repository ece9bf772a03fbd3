"""Keeps what the imports of a case count up to date: links, corrections, sums."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from uuid import UUID

from sqlalchemy.orm import Session

from app.core import clock, crypto
from app.core.ids import new_id
from app.core.sealing import open_row, seal_row
from app.statements import repository
from app.statements.classify import Classified
from app.statements.corrected import Correction, Corrections, corrected
from app.statements.known_rows.service import Opened, each_known
from app.statements.matching import Account
from app.statements.models import StatementImport, StatementLink, StatementRow
from app.statements.same_payments import Placed, Standing, find_links, once, overlaps
from app.statements.spans import months_of
from app.statements.stored import period_of
from app.statements.tally import Tally
from app.statements.transactions import Family

_AT_ONCE = 10_000
"""Rows held while an import is counted anew."""


@dataclass(frozen=True, slots=True)
class CountedRow:
    """A row as it counts beside the others of its case; `link` if another tells its payment."""

    id: UUID
    row: Classified
    is_duplicate: bool
    link: StatementLink | None


def account_of(imported: StatementImport) -> Account:
    """Whose file an import is."""
    return account_named(imported.institution, imported.family)


def account_named(institution: str, family: str) -> Account:
    """The account that files of an institution and family tell of."""
    other: Family = "wallet" if family == "wallet" else "debit"
    return Account(institution, "card" if family == "card" else other)


def months_covered(
    imports: Sequence[StatementImport], key: crypto.DataKey
) -> dict[Account, tuple[date, ...]]:
    """The whole months that the files of each account cover together."""
    periods: defaultdict[Account, list[tuple[date, date]]] = defaultdict(list)
    for entry in imports:
        covers = open_row(entry, key)["covers"]
        period = period_of(covers, entry.period_first, entry.period_last)
        periods[account_of(entry)] += [period] if period is not None else []
    return {account: months_of(found) for account, found in periods.items()}


def corrections_of(session: Session, case_id: UUID, key: crypto.DataKey) -> Corrections:
    """The caller's corrections of a case."""
    stored = repository.corrections(session, case_id)
    found = [Correction(**open_row(row, key)) for row in stored]
    return {(entry.counterparty, entry.direction): entry for entry in found}


def each_placed(
    session: Session,
    imported: StatementImport,
    key: crypto.DataKey,
    corrections: Corrections,
    before: Opened | None = None,
) -> Iterator[Placed]:
    """The rows of an import in the order of the file, as the caller corrected them.

    Those opened `before` need not be read again.
    """
    account = account_of(imported)
    for row_id, classified in each_known(session, imported, key, before):
        yield Placed(row_id, imported.id, account, corrected(classified, corrections))


def placed(
    row: StatementRow,
    account: Account,
    classified: Classified,
    corrections: Corrections,
) -> Placed:
    """One row with its place."""
    return Placed(row.id, row.import_id, account, corrected(classified, corrections))


def counted_rows(
    rows: Sequence[Placed], links: Sequence[StatementLink], within: Collection[UUID] | None = None
) -> list[CountedRow]:
    """The rows as they count; `within` names the imports that count, by default all."""
    by_row = {link.row_id: link for link in links}
    transfers = {
        link.same_as
        for link in links
        if link.kind == "transfer" and (within is None or link.import_id in within)
    }
    result = []
    for row in rows:
        is_duplicate = _is_behind(row.id, by_row, within)
        standing = once(row.row, is_duplicate=is_duplicate, is_own_transfer=row.id in transfers)
        result.append(CountedRow(row.id, standing, is_duplicate, by_row.get(row.id)))
    return result


def _is_behind(
    row_id: UUID, links: Mapping[UUID, StatementLink], within: Collection[UUID] | None
) -> bool:
    """Whether a row that counts stands for this one, maybe through rows that do not count."""
    link = links.get(row_id)
    while link is not None:
        if within is None or link.same_as_import in within:
            return True
        link = links.get(link.same_as)
    return False


def link_rows(
    session: Session,
    imported: StatementImport,
    key: crypto.DataKey,
    fresh: Sequence[Placed],
    corrections: Corrections,
    before: Opened | None = None,
) -> set[UUID]:
    """Links new rows with rows of the case's other accounts; tells which imports that touched."""
    others = imports_beside(session, imported)
    wanted = {row.paid.worth for row in fresh}
    known = [
        row
        for other in others
        for row in each_placed(session, other, key, corrections, before)
        if row.paid.worth in wanted
    ]
    found = find_links(fresh, known, _standing(session, imported.case_id))
    session.add_all(
        StatementLink(
            tenant_id=imported.tenant_id,
            id=new_id(),
            case_id=imported.case_id,
            row_id=link.duplicate.id,
            import_id=link.duplicate.import_id,
            same_as=link.stands.id,
            same_as_import=link.stands.import_id,
            kind=link.kind,
        )
        for link in found
    )
    session.flush()
    return {row.import_id for link in found for row in (link.duplicate, link.stands)}


def imports_beside(session: Session, imported: StatementImport) -> list[StatementImport]:
    """Imports of the case's other accounts whose periods come near this one's."""
    period = imported.period_first, imported.period_last
    every = repository.all_imports(session, imported.case_id)
    return near(every, account_of(imported), *period)


def near(
    imports: Sequence[StatementImport], account: Account, first: date | None, last: date | None
) -> list[StatementImport]:
    """Those of other accounts than this one whose periods come near this one."""
    if first is None or last is None:
        return []
    return [
        other
        for other in imports
        if account_of(other) != account
        and overlaps(first, last, other.period_first, other.period_last)
    ]


def amounts_beside(
    session: Session, imported: StatementImport, key: crypto.DataKey
) -> set[tuple[str, int]]:
    """Currency and fen of every row that one of this import could tell once more."""
    return {
        row.paid.worth
        for other in imports_beside(session, imported)
        for row in each_placed(session, other, key, {})
    }


def _standing(session: Session, case_id: UUID) -> Standing:
    accounts = {row.id: account_of(row) for row in repository.all_imports(session, case_id)}
    links = repository.links(session, case_id)
    stands: defaultdict[UUID, set[Account]] = defaultdict(set)
    for link in links:
        stands[link.same_as].add(accounts[link.import_id])
    return Standing({link.row_id for link in links}, stands)


def recount(
    session: Session,
    case_id: UUID,
    key: crypto.DataKey,
    import_ids: Collection[UUID],
    before: Opened | None = None,
) -> None:
    """Counts the rows of these imports anew, after links or corrections changed."""
    corrections = corrections_of(session, case_id, key)
    tallies = tallies_of(session, case_id, key, import_ids, corrections, before)
    keep_counts(session, case_id, key, tallies)


def tallies_of(
    session: Session,
    case_id: UUID,
    key: crypto.DataKey,
    import_ids: Collection[UUID],
    corrections: Corrections,
    before: Opened | None = None,
) -> dict[UUID, Tally]:
    """By import what its rows come to with these corrections."""
    links = repository.links(session, case_id)
    found = {}
    for imported in repository.all_imports(session, case_id):
        if imported.id in import_ids:
            rows = each_placed(session, imported, key, corrections, before)
            tally = found[imported.id] = Tally()
            while some := list(islice(rows, _AT_ONCE)):
                for entry in counted_rows(some, links):
                    tally.add(entry.row, is_duplicate=entry.is_duplicate)
    return found


def keep_counts(
    session: Session, case_id: UUID, key: crypto.DataKey, tallies: Mapping[UUID, Tally]
) -> None:
    """Writes what the rows of imports come to."""
    for imported in repository.all_imports(session, case_id):
        if imported.id in tallies:
            keep_count(imported, key, tallies[imported.id])
    session.flush()


def keep_count(imported: StatementImport, key: crypto.DataKey, tally: Tally) -> None:
    """Writes what the rows of an import come to into its preflight, if that is news."""
    unparsed = imported.rows - imported.duplicates - tally.rows
    reasons = tally.explained(imported.duplicates, unparsed)
    sums = [asdict(entry) for entry in tally.counted()]
    before = open_row(imported, key)
    after = {**before, "counted": sums, "explained": dict(reasons)}
    if after != before:
        seal_row(imported, key, after)
        imported.updated_at = clock.now()


def relink(
    session: Session,
    case_id: UUID,
    key: crypto.DataKey,
    import_ids: set[UUID],
    before: Opened | None = None,
) -> set[UUID]:
    """Looks anew for payments shared by these imports; tells which imports that touched."""
    corrections = corrections_of(session, case_id, key)
    touched: set[UUID] = set()
    for imported in repository.all_imports(session, case_id):
        if imported.id in import_ids:
            rows = list(each_placed(session, imported, key, corrections, before))
            touched |= link_rows(session, imported, key, rows, corrections, before)
    return touched
