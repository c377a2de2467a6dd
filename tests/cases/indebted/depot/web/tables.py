"""Tables for pages and for files."""

import csv
import io


def as_text(header, rows, width=12):
    """A table of fixed columns."""
    lines = ["".join(name.ljust(width) for name in header), "-" * width * len(header)]
    for row in rows:
        cells = []
        for value in row:
            if value is None:
                cells.append("".ljust(width))
            elif isinstance(value, float):
                cells.append(f"{value:.2f}".rjust(width))
            else:
                cells.append(str(value)[:width].ljust(width))
        lines.append("".join(cells))
    return "\n".join(lines)


def as_csv(header, rows, separator=";"):
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator)
    writer.writerow(header)
    for row in rows:
        writer.writerow(["" if value is None else value for value in row])
    return file.getvalue()


def as_html(header, rows):
    head = "".join(f"<th>{name}</th>" for name in header)
    body = "".join("<tr>" + "".join(f"<td>{value}</td>" for value in row) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


def page_of(rows, number, size=20):
    """The rows of one page.

    :param rows: all of them
    :param size: rows of a page
    :param order: by which column
    """
    if number < 1:
        raise ValueError("pages are counted from 1")
    return rows[(number - 1) * size : number * size]
