-- The install to ask for a photo that is not on the disk: the one that announced or sent it.
ALTER TABLE photo ADD COLUMN install BLOB;

CREATE INDEX photo_missing ON photo (community, install) WHERE durable IS NULL;
