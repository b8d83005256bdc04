--migrate:up
CREATE TABLE "t
-- migrate:down
" (a);;
  -- MIGRATE:down
DROP TABLE t