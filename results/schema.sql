-- The results file of fleetsim: one SQLite database, one or more runs. This is the only place that
-- creates tables; docs/results.md explains them to users.
--
-- PRAGMA application_id says that a database is a results file, PRAGMA user_version which version
-- of this schema it has (results/store.cpp sets both, in the same transaction as these statements).
--
-- Rules that hold everywhere
--   Times are virtual, in nanoseconds since the start of the scenario, unless the name says utc.
--   A column's name ends in its unit; where the unit varies by row, the metric has it.
--   NULL means "not measured". NaN and infinity are never stored.

CREATE TABLE run (
    id                INTEGER PRIMARY KEY,
    -- what was run
    scenario_name     TEXT NOT NULL,
    scenario_file     TEXT NOT NULL,  -- as given on the command line
    scenario_text     TEXT NOT NULL,  -- the whole file, so that a run can be repeated from here
    scenario_sha256   TEXT NOT NULL,  -- of scenario_text
    description       TEXT NOT NULL,
    question          TEXT NOT NULL,
    overrides         TEXT NOT NULL,  -- --set path=value, one a line, in their order
    study             TEXT NOT NULL,  -- '' for a run of its own
    measurement       TEXT NOT NULL,  -- the study's point, e.g. 'fleet.meter.count=1000'
    replication       INTEGER NOT NULL,
    seed              TEXT NOT NULL,  -- an unsigned 64-bit number, which SQLite's integers are not
    duration_ns       INTEGER NOT NULL,  -- to be simulated
    warm_up_ns        INTEGER NOT NULL,  -- not counted in scalars and histograms
    command           TEXT NOT NULL,
    -- by what, and where
    version           TEXT NOT NULL,
    commit_id         TEXT NOT NULL,
    engine            TEXT NOT NULL,
    threads           INTEGER NOT NULL,
    host              TEXT NOT NULL,
    cpu               TEXT NOT NULL,
    cores             INTEGER NOT NULL,
    -- how far it came
    started_utc       TEXT NOT NULL,  -- ISO 8601
    committed_utc     TEXT NOT NULL,  -- of the last commit
    ended_utc         TEXT,
    simulated_ns      INTEGER NOT NULL,  -- virtual time of the last commit
    -- 'interrupted' while the run goes on, too, so that a killed run needs nobody to say so;
    -- recorder says which process to look for.
    status            TEXT NOT NULL
                      CHECK (status IN ('interrupted', 'done', 'failed', 'audit-failed')),
    recorder          TEXT NOT NULL,  -- host, process and its start, '' once the run has ended
    exit_code         INTEGER,
    wall_seconds      REAL,
    events            INTEGER,
    peak_memory_bytes INTEGER,
    digest            TEXT            -- equal digests: the same run, bit by bit
) STRICT;

-- The digest of each layer: where two runs differ, these say in what.
CREATE TABLE digest (
    run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    layer  TEXT NOT NULL,             -- 'events', 'bytes', 'energy', 'results'
    value  TEXT NOT NULL,
    PRIMARY KEY (run_id, layer)
) STRICT, WITHOUT ROWID;

-- Whose figure: 'broker', 'fleet/meter', 'wire/meter/up/tls'. Shared by all runs of the file.
CREATE TABLE component (
    id   INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE
) STRICT;

-- What figure: 'connections', 'publish_latency_seconds'.
CREATE TABLE metric (
    id            INTEGER PRIMARY KEY,
    name          TEXT NOT NULL,
    unit          TEXT NOT NULL,      -- 's', 'B', 'J', 'd', '1/s'; '1' for a plain number
    help          TEXT NOT NULL,
    interpolation TEXT NOT NULL CHECK (interpolation IN ('sample-hold', 'linear')),
    UNIQUE (name, unit)
) STRICT;

-- One number at the end of a run.
CREATE TABLE scalar (
    run_id       INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    component_id INTEGER NOT NULL REFERENCES component(id),
    metric_id    INTEGER NOT NULL REFERENCES metric(id),
    value        REAL,
    PRIMARY KEY (run_id, component_id, metric_id)
) STRICT, WITHOUT ROWID;

-- A figure of one point of a study: its mean over the replications, the half width of the
-- confidence interval of that mean, and the same of its difference to the study's first point,
-- taken pair by pair. NULL: one replication has no interval, the first point no difference.
CREATE TABLE point_figure (
    run_id                INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,  -- first of the point
    component_id          INTEGER NOT NULL REFERENCES component(id),
    metric_id             INTEGER NOT NULL REFERENCES metric(id),
    confidence_ratio      REAL NOT NULL,  -- 0.95
    count                 INTEGER NOT NULL,  -- of replications
    mean                  REAL NOT NULL,
    half_width            REAL,
    difference            REAL,
    difference_half_width REAL,
    PRIMARY KEY (run_id, component_id, metric_id)
) STRICT, WITHOUT ROWID;

-- Values over virtual time. The samples are clustered by series, so that reading one is one scan.
CREATE TABLE series (
    id           INTEGER PRIMARY KEY,
    run_id       INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    component_id INTEGER NOT NULL REFERENCES component(id),
    metric_id    INTEGER NOT NULL REFERENCES metric(id),
    interval_ns  INTEGER NOT NULL,
    UNIQUE (run_id, component_id, metric_id)
) STRICT;

CREATE TABLE sample (
    series_id INTEGER NOT NULL REFERENCES series(id) ON DELETE CASCADE,
    time_ns   INTEGER NOT NULL,
    value     REAL NOT NULL,
    PRIMARY KEY (series_id, time_ns)
) STRICT, WITHOUT ROWID;

-- How often each magnitude occurred. count, sum, minimum and maximum are exact; a bucket's width is
-- under 1 % of its value.
CREATE TABLE histogram (
    id           INTEGER PRIMARY KEY,
    run_id       INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    component_id INTEGER NOT NULL REFERENCES component(id),
    metric_id    INTEGER NOT NULL REFERENCES metric(id),
    count        INTEGER NOT NULL,
    sum          REAL NOT NULL,
    minimum      REAL,                -- NULL where count is 0
    maximum      REAL,
    UNIQUE (run_id, component_id, metric_id)
) STRICT;

CREATE TABLE bucket (
    histogram_id INTEGER NOT NULL REFERENCES histogram(id) ON DELETE CASCADE,
    lower        REAL NOT NULL,       -- values in [lower, upper)
    upper        REAL NOT NULL,
    count        INTEGER NOT NULL,
    PRIMARY KEY (histogram_id, lower)
) STRICT, WITHOUT ROWID;

-- The scenario as it was run, every key with its value and where that came from.
CREATE TABLE parameter (
    run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    path   TEXT NOT NULL,
    value  TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('file', 'set', 'sweep', 'default')),
    PRIMARY KEY (run_id, path)
) STRICT, WITHOUT ROWID;

-- The figures of the profiles that the run used, each with its source.
CREATE TABLE assumption (
    run_id  INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    profile TEXT NOT NULL,
    key     TEXT NOT NULL,
    value   TEXT NOT NULL,
    unit    TEXT NOT NULL,
    source  TEXT NOT NULL,
    PRIMARY KEY (run_id, profile, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE goal (
    id        INTEGER PRIMARY KEY,
    run_id    INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    name      TEXT NOT NULL,
    that      TEXT NOT NULL,          -- as the scenario says it
    value     REAL,
    threshold REAL NOT NULL,
    unit      TEXT NOT NULL,
    is_met    INTEGER NOT NULL CHECK (is_met IN (0, 1))
) STRICT;

-- A published claim against what was simulated.
CREATE TABLE claim (
    id          INTEGER PRIMARY KEY,
    run_id      INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    "table"     TEXT NOT NULL,        -- '' for a claim as a whole
    claim       TEXT NOT NULL,
    published   REAL,
    simulated   REAL,
    unit        TEXT NOT NULL,
    error_ratio REAL,                 -- simulated / published - 1
    verdict     TEXT NOT NULL
) STRICT;

-- Sums that must close: every message one fate, every byte a layer, every joule a consumer.
CREATE TABLE ledger (
    id         INTEGER PRIMARY KEY,
    run_id     INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    name       TEXT NOT NULL,         -- 'messages', 'bytes', 'energy'
    unit       TEXT NOT NULL,         -- of the entries
    is_closed  INTEGER NOT NULL CHECK (is_closed IN (0, 1)),
    difference REAL NOT NULL,         -- in minus out
    UNIQUE (run_id, name)
) STRICT;

CREATE TABLE ledger_entry (
    id        INTEGER PRIMARY KEY,
    ledger_id INTEGER NOT NULL REFERENCES ledger(id) ON DELETE CASCADE,
    side      TEXT NOT NULL CHECK (side IN ('in', 'out')),
    name      TEXT NOT NULL,
    value     INTEGER NOT NULL
) STRICT;

-- What happened when; warnings are what to know before trusting the run.
CREATE TABLE log (
    id        INTEGER PRIMARY KEY,
    run_id    INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    time_ns   INTEGER NOT NULL,
    severity  TEXT NOT NULL CHECK (severity IN ('note', 'warning', 'error')),
    code      TEXT NOT NULL,
    component TEXT NOT NULL,
    text      TEXT NOT NULL
) STRICT;

CREATE INDEX log_of_run ON log(run_id, time_ns);
CREATE INDEX goal_of_run ON goal(run_id);
CREATE INDEX claim_of_run ON claim(run_id);
CREATE INDEX entry_of_ledger ON ledger_entry(ledger_id);

-- The same with names instead of numbers, for people and for docs/results.md.
CREATE VIEW v_scalar AS
SELECT s.run_id, c.path AS component, m.name AS metric, s.value, m.unit
FROM scalar s JOIN component c ON c.id = s.component_id JOIN metric m ON m.id = s.metric_id;

CREATE VIEW v_point AS
SELECT r.study, r.measurement, c.path AS component, m.name AS metric, p.mean, p.half_width,
       p.difference, p.difference_half_width, m.unit, p.count, p.confidence_ratio, p.run_id
FROM point_figure p JOIN run r ON r.id = p.run_id JOIN component c ON c.id = p.component_id
JOIN metric m ON m.id = p.metric_id;

CREATE VIEW v_series AS
SELECT s.id AS series_id, s.run_id, c.path AS component, m.name AS metric, m.unit, s.interval_ns,
       m.interpolation
FROM series s JOIN component c ON c.id = s.component_id JOIN metric m ON m.id = s.metric_id;

CREATE VIEW v_sample AS
SELECT v.run_id, v.component, v.metric, p.time_ns / 1e9 AS time_seconds, p.value, v.unit
FROM v_series v JOIN sample p ON p.series_id = v.series_id;

CREATE VIEW v_histogram AS
SELECT h.id AS histogram_id, h.run_id, c.path AS component, m.name AS metric, m.unit, h.count,
       h.sum, h.minimum, h.maximum, h.sum / nullif(h.count, 0) AS mean
FROM histogram h JOIN component c ON c.id = h.component_id JOIN metric m ON m.id = h.metric_id;

-- share: of the histogram's values that are below `upper`. The 99th percentile is the smallest
-- upper with share >= 0.99, to within a bucket.
CREATE VIEW v_bucket AS
SELECT v.run_id, v.component, v.metric, v.unit, b.lower, b.upper, b.count,
       1.0 * sum(b.count) OVER (PARTITION BY b.histogram_id ORDER BY b.lower) / v.count AS share
FROM v_histogram v JOIN bucket b ON b.histogram_id = v.histogram_id;
