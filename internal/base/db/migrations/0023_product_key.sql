-- The keys of products have been parted by the control character U+001F, which stands between the quotes below and which nobody sees: lists,
-- exports and the API show the keys.
UPDATE install SET product_key = CASE WHEN product_key LIKE '%' THEN substr(product_key, 2) ELSE replace(product_key, '', ' / ') END WHERE product_key LIKE '%%';
UPDATE software_product SET product_key = CASE WHEN product_key LIKE '%' THEN substr(product_key, 2) ELSE replace(product_key, '', ' / ') END WHERE product_key LIKE '%%';
