UPDATE record
SET feed = :feed, seq = :seq, n = :n, tag = :tag, by_account = :by_account, at = :at,
  fields = :fields
WHERE community = :community AND record = :record
