SELECT a, 'it''s', x'0F', 0x1F, 1.5e-3, .5, [a b], `c`, "d""e", :f::g, @h, $i(j), ?1 -- k
FROM t /* l */ WHERE a->>'$.b' <> b || c;; SELECT 2