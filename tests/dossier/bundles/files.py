"""Small files of every kind that a vault meets, made on the spot."""

import io

import pikepdf
from PIL import Image, ImageDraw

from app.dossier.bundles.numbering import Labels


def picture(
    width: int, height: int, form: str = "JPEG", mode: str = "RGB", exif: Image.Exif | None = None
) -> bytes:
    """A picture with a frame and lines, so that turning and cutting can be seen."""
    drawn = Image.new(mode, (width, height), "white")
    pen = ImageDraw.Draw(drawn)
    for y in range(0, height, 100):
        pen.line((0, y, width, y), fill="black")
    pen.rectangle((0, 0, width - 1, height - 1), outline="black", width=4)
    made = io.BytesIO()
    options = {"exif": exif} if exif is not None else {}
    drawn.save(made, form, **options)
    return made.getvalue()


def paper(pages: int = 1, *, rotation: int = 0, size: tuple[int, int] = (595, 842)) -> bytes:
    """A PDF of empty pages that would also like to act."""
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=size)
            pdf.pages[-1].rotate(rotation, relative=False)
            pdf.pages[-1].obj.AA = pikepdf.Dictionary(O=_script())
            pdf.pages[-1].obj.Annots = pikepdf.Array(
                [pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=_script())]
            )
        pdf.Root.OpenAction = _script()
        pdf.attachments["inside.txt"] = b"attached"
        made = io.BytesIO()
        pdf.save(made)
        return made.getvalue()


def _script() -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def locked_paper() -> bytes:
    """A PDF that only a password opens."""
    with pikepdf.open(io.BytesIO(paper())) as pdf:
        made = io.BytesIO()
        pdf.save(made, encryption=pikepdf.Encryption(owner="o", user="u"))
        return made.getvalue()


def labels(first: int = 1) -> Labels:
    """Labels that only say a number, from `first` on."""

    def drawn(count: int) -> bytes:
        with pikepdf.new() as pdf:
            for number in range(first, first + count):
                pdf.add_blank_page(page_size=(120, 15))
                pdf.pages[-1].contents_add(f"BT ({number}) Tj ET".encode())
            made = io.BytesIO()
            pdf.save(made)
            return made.getvalue()

    return drawn


def labels_on(made: bytes) -> list[str]:
    """What the label of each page says."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        return [_label_on(page) for page in pdf.pages]


def _label_on(page: pikepdf.Page) -> str:
    drawn = [each for each in pikepdf.parse_content_stream(page) if str(each.operator) == "Do"]
    form = page.obj.Resources.XObject[str(drawn[-1].operands[0])]
    [said] = [each for each in pikepdf.parse_content_stream(form) if str(each.operator) == "Tj"]
    return str(said.operands[0])
