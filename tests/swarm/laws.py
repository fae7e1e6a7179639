"""What holds for the results of any scenario. Each law is a function that yields its breaches."""
import math
import sqlite3


class Results:
    """The one run of a results file."""

    def __init__(self, file):
        # Read as it is: a run that ended needs no write-ahead log.
        self.database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        self.scalars = {(component, metric): value for component, metric, value in self.rows(
            "SELECT component, metric, value FROM v_scalar")}

    def rows(self, sql):
        return self.database.execute(sql).fetchall()

    def value(self, component, metric):
        return self.scalars.get((component, metric)) or 0

    def below(self, prefix, metric):
        """The sum over the components directly below a prefix."""
        return sum(value or 0 for (component, name), value in self.scalars.items()
                   if name == metric and component.startswith(prefix + "/")
                   and "/" not in component[len(prefix) + 1:])

    def components(self, kind):
        return sorted({component for component, _ in self.scalars
                       if component.startswith(kind + "/") and component.count("/") == 1})


# Differences of two things, which may have either sign.
SIGNED = ("margin_ratio",)


def is_sound(metric, value):
    if value is None:
        return True
    if not math.isfinite(value) or (value < 0 and metric not in SIGNED):
        return False
    return not (metric.endswith("_ratio") and value > 1 + 1e-9)


def numbers_are_finite_and_not_negative(results):
    for (component, metric), value in results.scalars.items():
        if not is_sound(metric, value):
            yield f"{component}.{metric} is {value}"
    for component, metric, value in results.rows(
            "SELECT DISTINCT component, metric, value FROM v_sample"
            " WHERE value < 0 OR value > 1e300"):
        if not is_sound(metric, value):
            yield f"a sample of {component}.{metric} is {value}"


def counts_are_whole(results):
    for (component, metric), value in results.scalars.items():
        if metric.endswith("_total") and "joules" not in metric and "harvested" not in metric:
            if value is not None and value != int(value):
                yield f"{component}.{metric} is {value}"


def totals_only_rise(results):
    for component, metric in results.rows("""
            SELECT DISTINCT component, metric FROM (SELECT component, metric, value, lag(value)
            OVER (PARTITION BY component, metric ORDER BY time_seconds) AS before FROM v_sample
            WHERE metric LIKE '%_total') WHERE value < before"""):
        yield f"the series {component}.{metric} falls"


def ledgers_close(results):
    for name, closed in results.rows("SELECT name, is_closed FROM ledger"):
        if not closed:
            yield f"the ledger {name} is open"


def histograms_agree_with_themselves(results):
    for identity, component, metric, count, total, least, most in results.rows(
            "SELECT histogram_id, component, metric, count, sum, minimum, maximum"
            " FROM v_histogram"):
        name = f"{component}.{metric}"
        inside, low, high = results.rows(
            f"SELECT sum(count), min(lower), max(upper) FROM bucket"
            f" WHERE histogram_id = {identity}")[0]
        if (inside or 0) != count:
            yield f"{name}: {inside} in the buckets, count {count}"
        if count == 0:
            continue
        if least < 0 or not least * (1 - 1e-9) <= total / count <= most * (1 + 1e-9):
            yield f"{name}: minimum {least}, mean {total / count}, maximum {most}"
        if least < low * (1 - 1e-9) or most > high * (1 + 1e-9):
            yield f"{name}: {least} to {most}, buckets from {low} to {high}"


def parts_add_up(results):
    def add_up(what, parts, whole):
        if not math.isclose(parts, whole, rel_tol=1e-9, abs_tol=1e-9):
            yield f"{what}: the parts are {parts}, the whole {whole}"

    for metric, folder in (("dropped_total", "dropped"), ("refused_connects_total", "refused")):
        yield from add_up(folder, results.below(f"broker/{folder}", metric),
                          results.value("broker", metric))
    yield from add_up("connections", results.below("broker/node", "connections"),
                      results.value("broker", "connections"))
    for fleet in results.components("fleet"):
        name = fleet.split("/")[1]
        yield from add_up(f"joules of {name}", results.below(f"energy/{name}", "joules_total"),
                          results.value(f"energy/{name}", "joules_total"))
        for direction in ("up", "down"):
            way = f"wire/{name}/{direction}"
            yield from add_up(way, results.below(way, "bytes_total"),
                              results.value(way, "bytes_total"))
    for book in results.components("cost"):
        yield from add_up(f"{book}", results.below(book, "month_cost"),
                          results.value(book, "month_cost"))


def no_part_is_more_than_the_whole(results):
    def at_most(component, part, whole):
        low, high = results.value(component, part), results.value(component, whole)
        if low > high * (1 + 1e-9):
            yield f"{component}: {part} {low} > {whole} {high}"

    for fleet in results.components("fleet"):
        for part in ("devices_on", "empty_batteries", "devices_without_power"):
            yield from at_most(fleet, part, "devices")
        name = fleet.split("/")[1]
        for direction in ("up", "down"):
            yield from at_most(f"wire/{name}/{direction}", "bytes_total", "link_bytes_total")
        # Over HTTPS a device has one connection to publish and one to ask.
        if results.value(fleet, "connections") > 2 * results.value(fleet, "devices"):
            yield f"{fleet}: more than two connections a device"
    for component in ["broker"] + results.components("fleet"):
        yield from at_most(component, "connections_mean", "connections_peak")
    for component, metric in results.scalars:
        if metric.endswith("_mean"):
            peak = metric[:-len("mean")] + "peak"
            if (component, peak) in results.scalars:
                yield from at_most(component, metric, peak)


def the_last_sample_is_the_figure(results):
    """A total counts from the end of the warm-up; a level is what it is."""
    warm_up = results.rows("SELECT warm_up_ns FROM run")[0][0]
    for component, metric, last in results.rows("""
            SELECT component, metric, value FROM v_sample JOIN (SELECT max(time_seconds) AS latest
            FROM v_sample) ON time_seconds = latest"""):
        figure = results.scalars.get((component, metric))
        if figure is None or (warm_up and metric.endswith("_total")):
            continue
        if "joules" not in metric and not math.isclose(figure, last, rel_tol=1e-9, abs_tol=1e-9):
            yield f"{component}.{metric}: {figure} in the end, last sample {last}"


LAWS = [numbers_are_finite_and_not_negative, counts_are_whole, totals_only_rise, ledgers_close,
        histograms_agree_with_themselves, parts_add_up, no_part_is_more_than_the_whole,
        the_last_sample_is_the_figure]


def breaches(file):
    """One text for each law that is broken, with the first few places."""
    results = Results(file)
    for law in LAWS:
        found = list(law(results))
        if found:
            yield f"{law.__name__}: " + "; ".join(found[:4])
