"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const root = document.documentElement;
  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();

  // ---------------------------------------------------------------- theme
  const themes = document.getElementById("theme");
  themes.addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    for (const name of drawn) charts[name]();
  });

  // ---------------------------------------------------------------- tables
  const value = (row, column) => {
    const cell = row.cells[column];
    const given = cell.dataset.value;
    return given === undefined ? cell.textContent.trim() : Number(given);
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    table.querySelectorAll("thead th").forEach((head, column) => {
      const button = head.querySelector("button");
      if (!button) return;
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") !== "descending";
        for (const each of table.querySelectorAll("thead th")) each.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const body = table.tBodies[0];
        const rows = [...body.rows].map((row, place) => [value(row, column), place, row]);
        rows.sort(([a, i], [b, j]) => {
          const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en");
          return (down ? -order : order) || i - j;
        });
        body.append(...rows.map(([, , row]) => row));
      });
    });
  }
  for (const field of document.querySelectorAll("input[data-filters]")) {
    field.addEventListener("input", () => {
      const plain = (text) => text.replaceAll('\u00a0', ' ').toLowerCase();
      const wanted = plain(field.value);
      const rows = document.getElementById(field.dataset.filters).tBodies[0].rows;
      let shown = 0;
      for (const row of rows) {
        row.hidden = wanted ? !plain(row.textContent).includes(wanted) : "folded" in row.dataset;
        shown += !row.hidden;
      }
      field.nextElementSibling.textContent = wanted ? `${shown} of ${rows.length}` : "";
    });
  }
  for (const button of document.querySelectorAll("button[data-more]")) {
    button.addEventListener("click", () => {
      for (const row of document.querySelectorAll(`#${button.dataset.more} tr[data-folded]`)) {
        delete row.dataset.folded;
        row.hidden = false;
      }
      button.remove();
    });
  }

  // ---------------------------------------------------------------- charts
  const frame = (more) => ({
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", font: { color: colour("--ink"), family: "system-ui, sans-serif" },
    margin: { l: 60, r: 20, t: 10, b: 50 }, hovermode: "x unified", legend: { orientation: "h", y: -0.2 },
    xaxis: { gridcolor: colour("--line") }, yaxis: { gridcolor: colour("--line"), rangemode: "tozero" }, ...more,
  });
  const options = { responsive: true, displayModeBar: false };
  const plot = (name, traces, layout) => {
    const place = document.getElementById(name);
    window.Plotly.react(place, traces, layout, options);
  };
  const trend = () => {
    const { dates, mean, low, high, marks } = data.trend;
    const ink = colour("--accent");
    plot("chart-trend", [
      { x: dates, y: high, mode: "lines", line: { width: 0 }, hoverinfo: "skip", showlegend: false },
      { x: dates, y: low, mode: "lines", line: { width: 0 }, fill: "tonexty", fillcolor: "rgba(80,130,220,0.22)", name: "80 % range", hoverinfo: "skip" },
      { x: dates, y: mean, mode: "lines+markers", line: { color: ink }, name: "debt, hours" },
    ], frame({
      yaxis: { title: { text: "hours" }, gridcolor: colour("--line"), rangemode: "tozero" },
      shapes: marks.map((mark) => ({ type: "line", x0: mark.date, x1: mark.date, y0: 0, y1: 1, yref: "paper", line: { dash: "dot", width: 1, color: colour("--soft") } })),
      annotations: marks.map((mark) => ({ x: mark.date, y: 1, yref: "paper", text: mark.name, showarrow: false, textangle: -90, xanchor: "right", yanchor: "top", font: { size: 10, color: colour("--soft") } })),
    }));
  };
  const flow = () => {
    const { dates, added, paid, assisted } = data.trend;
    const isAssisted = assisted.some((share) => share > 0);
    plot("chart-flow", [
      { type: "bar", x: dates.slice(1), y: added.slice(1), name: "added, hours", marker: { color: "#c8553d" } },
      { type: "bar", x: dates.slice(1), y: paid.slice(1).map((hours) => -hours), name: "paid, hours", marker: { color: "#2a9d6f" } },
      ...(isAssisted ? [{ x: dates.slice(1), y: assisted.slice(1), yaxis: "y2", mode: "lines+markers", name: "commits with assistance on record, %", line: { color: colour("--soft"), dash: "dot" } }] : []),
    ], frame({
      barmode: "relative", yaxis: { title: { text: "hours" }, gridcolor: colour("--line") },
      ...(isAssisted && { yaxis2: { overlaying: "y", side: "right", range: [0, 100], tickvals: [0, 50, 100], showgrid: false, title: { text: "%" } }, margin: { l: 60, r: 50, t: 10, b: 50 } }),
    }));
  };
  // One tiny file must not make all others look alike.
  const most = (values) => Math.max(1e-9, [...values].filter((value) => value > 0).sort((a, b) => a - b)[Math.floor(0.95 * values.filter((value) => value > 0).length)] || 0);
  let shade = "density";
  const map = () => {
    const { ids, labels, parents, sizes, text } = data.map;
    plot("chart-map", [{
      type: "treemap", ids, labels, parents, values: sizes, branchvalues: "total", text, hovertemplate: "%{text}<extra></extra>",
      marker: { colors: data.map[shade], colorscale: [[0, "#dfe7f2"], [0.25, "#f3d9a4"], [0.6, "#e58a4a"], [1, "#a3231f"]], cmin: 0, cmax: most(data.map[shade]), showscale: true, colorbar: { thickness: 12, title: { text: shade === "density" ? "min / 100 lines" : "changes / month" } } },
      textinfo: "label", pathbar: { visible: true },
    }], { ...frame({}), margin: { l: 0, r: 0, t: 24, b: 0 }, hovermode: "closest" });
  };
  const spot = document.getElementById("chart-map");
  for (const button of document.querySelectorAll("button[data-shade]")) {
    button.addEventListener("click", () => {
      shade = button.dataset.shade;
      for (const each of document.querySelectorAll("button[data-shade]")) each.setAttribute("aria-pressed", String(each === button));
      map();
    });
  }

  // The library takes a second to read: it waits in an inert element until the page stands, a chart until it is near.
  const charts = { "chart-trend": trend, "chart-flow": flow, "chart-map": map };
  const drawn = new Set();
  const draw = (name) => {
    if (drawn.has(name)) return;
    if (!window.Plotly) {
      const library = document.createElement("script");
      library.textContent = document.getElementById("library").textContent;
      document.body.append(library);
    }
    drawn.add(name);
    charts[name]();
    if (name === "chart-map") spot.on("plotly_treemapclick", (event) => {
      const detail = document.getElementById(`file-${data.map.rows[event.points[0].id]}`);
      if (detail) { detail.parentElement.open = detail.open = true; detail.scrollIntoView({ block: "nearest" }); }
    });
  };
  const places = Object.keys(charts).map((name) => document.getElementById(name)).filter(Boolean);
  const near = new IntersectionObserver((entries) => {
    for (const each of entries) if (each.isIntersecting) { near.unobserve(each.target); draw(each.target.id); }
  }, { rootMargin: "300px" });
  addEventListener("beforeprint", () => { for (const place of places) draw(place.id); });
  requestAnimationFrame(() => setTimeout(() => { for (const place of places) near.observe(place); }));
})();
