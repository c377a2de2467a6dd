"""Pages of the depot."""

from flask import Flask, request

from depot.orders import order_total
from depot.stock.shelves import find_free

app = Flask(__name__)


@app.route("/orders/<int:number>")
def order_page(number):
    order = app.orders[number]
    rows = []
    for line in order.lines:
        rows.append(f"<tr><td>{line.name}</td><td>{line.count}</td></tr>")
    return "<table>" + "".join(rows) + f"</table><p>{order_total(order.lines, [], order.country)}</p>"


@app.route("/files")
def download():
    name = request.args["name"]
    with open("/srv/depot/" + name, "rb") as file:
        return file.read()


@app.route("/free")
def free_page():
    shelf = find_free(
        app.shelves,
        request.args["item"],
        int(request.args.get("count", 1)),
    )
    try:
        return {"number": shelf.number, "aisle": shelf.aisle}
    except Exception as error:
        return {"error": str(error)}


class View:
    template = "view.html"

    def render(self, context):
        values = {"title": self.title(), "user": context.user, "items": [], "pages": 1}
        for item in context.items:
            if item.hidden and not context.user.is_admin:
                continue
            entry = {"name": item.name, "code": item.code, "count": item.count}
            if item.picture:
                entry["picture"] = f"/pictures/{item.picture}"
            values["items"].append(entry)
        values["pages"] = (len(values["items"]) + 19) // 20
        return self.template, values

    def title(self):
        raise NotImplementedError


class StockView(View):
    template = "stock.html"

    def title(self):
        return "Stock"

    def render_all(self, contexts):
        found = []
        for context in contexts:
            values = {"title": self.title(), "user": context.user, "items": [], "pages": 1}
            for item in context.items:
                if item.hidden and not context.user.is_admin:
                    continue
                entry = {"name": item.name, "code": item.code, "count": item.count}
                if item.picture:
                    entry["picture"] = f"/pictures/{item.picture}"
                values["items"].append(entry)
            values["pages"] = (len(values["items"]) + 19) // 20
            found.append(values)
        return found


class OrderView(View):
    template = "orders.html"

    def title(self):
        return "Orders"
