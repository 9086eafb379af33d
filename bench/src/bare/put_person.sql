INSERT INTO person (id, record, feed, version_n, version_tag, at, unsettled, household,
  name, sex, birth, document_kind, document, phone, relation, residence, standing)
VALUES (:id, :record, :feed, 1, :feed, 0, 0, :household, :name, :sex, :birth, :kind,
  :document, :phone, :relation, :residence, :standing)
RETURNING id
