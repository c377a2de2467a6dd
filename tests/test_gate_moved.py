"""Code that leaves one function for another is moved, and code that stays there too is copied."""

from textgate import check

TOTAL = """def order_total(lines, discounts):
    total = 0
    for line in lines:
        price = line.price * line.count
        for discount in discounts:
            if discount.applies_to(line):
                price -= discount.amount(price)
        total += max(price, 0)
    return round(total, 2)
"""
COPY = TOTAL.replace("order_total", "cart_sum").replace("line", "item").replace("price", "cost")
MOVED = TOTAL.replace("order_total", "discounted")
CALL = "def order_total(lines, discounts):\n    return discounted(lines, discounts)\n"
REPORT = """def report(orders, discounts, printer):
    printer.write("orders", len(orders))
    printer.write("open", sum(order.is_open for order in orders))
    total = 0
    for line in printer.lines(orders):
        price = line.price * line.count
        for discount in discounts:
            if discount.applies_to(line):
                price -= discount.amount(price)
        total += max(price, 0)
    printer.write("total", round(total, 2))
    printer.close()
"""
SHORT_REPORT = """def report(orders, discounts, printer):
    printer.write("orders", len(orders))
    printer.write("open", sum(order.is_open for order in orders))
    printer.write("total", discounted(printer.lines(orders), discounts))
    printer.close()
"""


def news(before: dict[str, str], after: dict[str, str]) -> tuple[list[tuple[str, str, int]], list[str]]:
    """What is new, and the rules of what is fixed."""
    found = check(*({path: text.encode() for path, text in side.items()} for side in (before, after)))
    new = [(each.rule_id, each.path, each.start_line) for each in (*found.new, *found.worsened)]
    return new, [each.rule_id for each in found.fixed]


def files(*texts: str) -> dict[str, str]:
    return {f"shop/{name}.py": text for name, text in zip("abcd", texts, strict=False)}


def test_a_body_moved_into_a_function_of_its_own_keeps_its_old_copies():
    assert ([], []) == news(files(COPY, TOTAL), files(COPY, f"{CALL}\n\n{MOVED}"))


def test_nor_is_it_news_in_another_file():
    assert ([], []) == news(files(COPY, TOTAL), files(COPY, CALL, MOVED))


def test_a_part_moved_out_of_the_middle_is_no_copy():
    assert ([], []) == news(files(COPY, REPORT), files(COPY, f"{MOVED}\n\n{SHORT_REPORT}"))


def test_taking_a_function_back_into_its_caller_is_no_copy():
    assert ([], []) == news(files(COPY, f"{CALL}\n\n{MOVED}"), files(COPY, TOTAL))


def test_a_part_that_stays_where_it_was_is_copied():
    new, _ = news(files(REPORT), files(f"{REPORT}\n\n{MOVED}"))

    assert [("duplicated-block", "shop/a.py", 16)] == new


def test_a_part_that_arrives_twice_is_moved_once():
    new, _ = news(files(REPORT), files(f"{MOVED}\n\n{SHORT_REPORT}", MOVED))

    assert [("duplicated-helper", "shop/b.py", 1)] == new


def test_debt_that_moves_with_its_code_is_no_news():
    swallowed = "    try:\n        printer.flush()\n    except Exception:\n        pass\n"
    before = REPORT.replace("    printer.close()\n", swallowed + "    printer.close()\n")
    flushed = f"def finish(printer):\n{swallowed}    printer.close()\n"
    after = REPORT.replace("printer.close()", "finish(printer)")

    assert ([], []) == news(files(before), files(f"{after}\n\n{flushed}"))


def test_a_name_that_stands_twice_may_change_its_order():
    other = COPY.replace("cart_sum", "order_total").replace("round(total, 2)", "total")

    assert ([], []) == news(files(COPY, f"{TOTAL}\n\n{other}"), files(COPY, f"{other}\n\n{TOTAL}"))


def test_a_comma_behind_the_last_argument_is_layout():
    spread = TOTAL.replace("(lines, discounts)", "(\n    lines,\n    discounts,\n)")
    joined = TOTAL.replace("(lines, discounts)", "(lines, discounts,)").replace("(total, 2)", "(total, 2,)")

    assert ([], []) == news(files(COPY, spread), files(COPY, joined))


def test_a_part_may_get_other_names_on_its_way():
    renamed = MOVED.replace("price", "amount").replace("total", "result").replace("discount.", "each.")
    renamed = renamed.replace("for discount in", "for each in")

    assert ([], []) == news(files(COPY, REPORT), files(COPY, f"{renamed}\n\n{SHORT_REPORT}"))


def test_a_directive_that_moves_to_a_script_was_not_added():
    silenced = TOTAL.replace("    total = 0\n", "    total = 0  # type: ignore[assignment]\n")
    before = {"shop/a.py": silenced, "bin/run.py": COPY}

    assert ([], []) == news(before, {"shop/a.py": "", "bin/run.py": f"{COPY}\n\n{silenced}"})
    assert [("suppression-added", "shop/a.py", 2)] == news({**before, "shop/a.py": TOTAL}, before)[0]
