// Line charts drawn anew so that they can be read off, zoomed (drag) and panned (shift and drag);
// the drawing underneath stays for paper and for pages without scripts. All move together.
(function () {
    "use strict";
    const dashes = [null, [7, 3], [2, 3], [10, 3, 2, 3], [4, 2], [12, 4]];
    const units = [[86400, "days"], [3600, "hours"], [60, "minutes"], [1, "seconds"]];

    function clock(seconds) {
        const two = n => String(Math.floor(n)).padStart(2, "0");
        const days = Math.floor(seconds / 86400);
        const rest = `${two(seconds / 3600 % 24)}:${two(seconds / 60 % 60)}:${two(seconds % 60)}`;
        return days > 0 ? `${days} d ${rest}` : rest;
    }

    function short(value) {
        for (const [factor, sign] of [[1e12, " T"], [1e9, " G"], [1e6, " M"]])
            if (Math.abs(value) >= factor) return +(value / factor).toPrecision(4) + sign;
        if (Math.abs(value) >= 1e4) return +(value / 1e3).toPrecision(4) + " k";
        return String(+value.toPrecision(4));
    }

    // One row for each time that any line has; a line without a value there is left alone.
    function rows(lines) {
        const at = new Map();
        lines.forEach((line, i) => line.t.forEach((t, k) => {
            if (!at.has(t)) at.set(t, [t].concat(lines.map(() => null)));
            at.get(t)[i + 1] = line.v[k];
        }));
        return Array.from(at.values()).sort((a, b) => a[0] - b[0]);
    }

    function colours() {
        const style = getComputedStyle(document.documentElement);
        return [1, 2, 3, 4, 5, 6].map(n => style.getPropertyValue("--c" + n).trim());
    }

    function legend(data) {
        const named = (s, value) => `<span style="color:${s.color}">${s.dashHTML}</span> ${s.labelHTML}${value}`;
        if (data.x === undefined)
            return data.series.map(s => named(s, "")).join(" &nbsp; ");
        const parts = data.series.filter(s => s.y !== undefined && s.y !== null)
            .map(s => named(s, `: <b>${short(s.y)}</b>`));
        return `${clock(data.x)} &nbsp; ${parts.join(" &nbsp; ")}`;
    }

    // Arrow keys walk through the values, as the pointer does.
    function listen(place, graph) {
        let row = -1;
        place.addEventListener("keydown", event => {
            const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
            if (step === undefined) return;
            event.preventDefault();
            const last = graph.numRows() - 1;
            row = Math.min(last, Math.max(0, row + step * (event.shiftKey ? 10 : 1)));
            graph.setSelection(row);
        });
        place.addEventListener("blur", () => graph.clearSelection());
    }

    function draw(figure) {
        const chart = JSON.parse(figure.querySelector("script.lines").textContent);
        const safe = text => text.replace(/[&<>]/g, c => ({"&": "&amp;", "<": "&lt;", ">": "&gt;"})[c]);
        const data = rows(chart.lines);
        if (data.length < 2) return;
        const last = data[data.length - 1][0];
        const [unit, name] = units.find(u => last >= 2 * u[0]) || units[3];
        const place = figure.appendChild(document.createElement("div"));
        place.className = "live";
        place.tabIndex = 0;
        place.setAttribute("role", "img");
        place.setAttribute("aria-label", figure.querySelector("figcaption").textContent +
            ": chart over time; arrow keys read off values");
        const words = figure.appendChild(document.createElement("div"));
        words.className = "legend";
        words.setAttribute("aria-live", "polite");
        figure.classList.add("is-live");
        const palette = colours();
        const series = {};
        chart.lines.forEach((line, i) => {
            // The first of several lies under the others, so it is wider.
            series[safe(line.name)] = {strokePattern: dashes[i % 6], color: palette[i % 6],
                strokeWidth: i === 0 && chart.lines.length > 1 ? 4 : 2};
        });
        const rule = getComputedStyle(document.documentElement).getPropertyValue("--rule").trim();
        const graph = new Dygraph(place, data, {
            labels: ["time"].concat(chart.lines.map(line => safe(line.name))),
            series, stepPlot: chart.steps, connectSeparatedPoints: true,
            includeZero: true, legend: "always", labelsDiv: words, legendFormatter: legend,
            gridLineColor: rule, axisLineColor: rule, highlightCircleSize: 4,
            xlabel: "time, " + name, ylabel: chart.unit, animatedZooms: false,
            axes: {
                x: {axisLabelFormatter: t => short(t / unit), pixelsPerLabel: 50,
                    ticker: (a, b, pixels, opts, graph) => Dygraph.numericTicks(
                        a / unit, b / unit, pixels, opts, graph)
                        .map(tick => ({v: tick.v * unit, label: short(tick.v)}))},
                y: {axisLabelFormatter: short, axisLabelWidth: 56}
            },
            drawCallback: together
        });
        graphs.push(graph);
        listen(place, graph);
    }

    const graphs = [];
    let isBusy = false;
    function together(me, isInitial) {
        if (isBusy || isInitial) return;
        isBusy = true;
        const range = me.isZoomed("x") ? me.xAxisRange() : null;
        graphs.filter(other => other !== me)
            .forEach(other => other.updateOptions({dateWindow: range}));
        isBusy = false;
    }

    // A chart that is folded away has no size yet; it is drawn when it is first seen.
    const all = Array.from(document.querySelectorAll("figure:has(script.lines)"));
    const isFolded = figure => figure.closest("details:not([open])") !== null;
    all.filter(figure => !isFolded(figure)).forEach(draw);
    document.querySelectorAll("details.more").forEach(more => more.addEventListener("toggle", () => {
        if (more.open)
            all.filter(figure => more.contains(figure) && !figure.classList.contains("is-live"))
                .forEach(draw);
    }));
    // Colours come from the style sheet, so they follow when the reader turns to dark or back.
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
        const palette = colours();
        graphs.forEach(graph => {
            const series = {};
            graph.getLabels().slice(1).forEach((name, i) => {
                series[name] = Object.assign(graph.getOption("series")[name], {color: palette[i % 6]});
            });
            graph.updateOptions({series});
        });
    });
    if (graphs.length > 0) document.getElementById("how").hidden = false;
}());
