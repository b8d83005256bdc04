-- migrate:up
SELECT :x, 'a