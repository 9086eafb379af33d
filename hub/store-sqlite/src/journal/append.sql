INSERT INTO op (community, install, mseq, chain, hash, body, op, repeats, received)
VALUES (:community, :install, :mseq, :chain, :hash, :body, :op, :repeats, :received)
