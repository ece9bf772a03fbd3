import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from app.dossier.sheets import csv_text


@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), max_size=5))
def test_no_cell_acts_as_a_formula_and_nothing_else_changes(rows: list[list[str]]) -> None:
    rows = [[cell.replace("\0", "") for cell in row] for row in rows]
    written = csv_text(["a", "b"], rows)
    assert written.startswith(b"\xef\xbb\xbf")
    text = written.decode("utf-8-sig", errors="surrogatepass")
    read = list(csv.reader(io.StringIO(text, newline="")))[1:]
    for given_row, read_row in zip(rows, read, strict=True):
        for cell, shown in zip(given_row, read_row, strict=True):
            assert shown in {cell, f"'{cell}"}
            assert not shown.lstrip(" ").startswith(tuple("=+-@\t\r\n＝＋－＠"))
