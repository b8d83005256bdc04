/* One,
   two */
-- migrate:up transaction:false foreign_keys:off
VACUUM;
-- migrate:batch table:"a ""b"" c" key:[x],`y` chunk:50
DELETE FROM "a ""b"" c" WHERE :chunk;
INSERT INTO log SELECT x, y FROM "a ""b"" c" AS l WHERE (l.x, l.y) > (:first_x, :first_y) AND (l.x, l.y) <= (:last_x, :last_y);
-- migrate:up foreign_keys:enforced
CREATE TRIGGER t AFTER INSERT ON log BEGIN SELECT ';', x'00' /* ; */; END
-- migrate:down
-- migrate:batch table:log
UPDATE log SET n = n - 1 WHERE :chunk
-- migrate:restore
