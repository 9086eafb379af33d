-- A worker's logs among those of a whole street: hardly any of them is theirs.
CREATE INDEX visit_row_worker
  ON visit_row (community, worker, at, visit, standing, met, grid, purpose, household);
