-- 可复现的随机数：同一种子、同一主题、同一序号永远得到同一个 [0, 1) 的数。
CREATE MACRO draw(topic, i) AS
    (hash(xor(hash(i::BIGINT), hash(topic || '|' || getvariable('seed')))) >> 11)::DOUBLE / 9007199254740992.0;
CREATE MACRO pick(choices, topic, i) AS choices[1 + floor(draw(topic, i) * len(choices))::INTEGER];
CREATE MACRO between_numbers(low, high, topic, i) AS low + floor(draw(topic, i) * (high - low + 1))::BIGINT;
CREATE MACRO days_after(start, low, high, topic, i) AS start + between_numbers(low, high, topic, i)::INTEGER;
CREATE MACRO digits(number, width) AS lpad(number::BIGINT::VARCHAR, width, '0');

CREATE MACRO person_name(topic, i) AS
    pick(getvariable('surnames'), topic || '姓', i) || pick(getvariable('given'), topic || '名', i)
    || CASE WHEN draw(topic || '双', i) < 0.78 THEN pick(getvariable('given'), topic || '字', i) ELSE '' END;

-- 手机号：号段随机，后八位是序号的一一变换，所以不同序号的号码不会相同。
CREATE MACRO mobile_number(i) AS
    pick(getvariable('mobile_prefixes'), '号段', i) || digits((i * 48271 + 20021117) % 100000000, 8);

-- 身份证号（GB 11643）：出生日期与顺序码由序号一一变换得到，末位按加权和取模。
CREATE MACRO weighted17(text) AS (
    7 * text[1]::INT + 9 * text[2]::INT + 10 * text[3]::INT + 5 * text[4]::INT + 8 * text[5]::INT + 4 * text[6]::INT
    + 2 * text[7]::INT + text[8]::INT + 6 * text[9]::INT + 3 * text[10]::INT + 7 * text[11]::INT + 9 * text[12]::INT
    + 10 * text[13]::INT + 5 * text[14]::INT + 8 * text[15]::INT + 4 * text[16]::INT + 2 * text[17]::INT) % 11;
CREATE MACRO identity_body(i) AS
    pick(getvariable('id_prefixes'), '籍', i)
    || strftime(DATE '1941-01-01' + ((i * 7919 + 1013) % 23376)::INTEGER, '%Y%m%d')
    || digits(1 + (((i * 7919 + 1013) // 23376) * 263 + i // 23376) % 998, 3);
CREATE MACRO identity_number(i) AS identity_body(i) || '10X98765432'[1 + weighted17(identity_body(i))];

-- 统一社会信用代码（GB 32100）：内嵌的主体标识码带 GB 11714 校验位，末位按 31 取模。
CREATE MACRO code_value(letter) AS strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', letter) - 1;
CREATE MACRO organisation_check(body) AS '0X987654321'[1 + (
    3 * strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', body[1]) + 7 * strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', body[2])
    - 10 + 9 * body[3]::INT + 10 * body[4]::INT + 5 * body[5]::INT + 8 * body[6]::INT + 4 * body[7]::INT + 2 * body[8]::INT) % 11];
CREATE MACRO organisation_code(i) AS 'MA' || digits((i * 4801 + 77) % 1000000, 6) || organisation_check('MA' || digits((i * 4801 + 77) % 1000000, 6));
CREATE MACRO credit_body(kind, i) AS kind || '130929' || organisation_code(i);
CREATE MACRO credit_check(body) AS '0123456789ABCDEFGHJKLMNPQRTUWXY'[1 + (31 - (
    code_value(body[1]) + 3 * code_value(body[2]) + 9 * code_value(body[3]) + 27 * code_value(body[4]) + 19 * code_value(body[5])
    + 26 * code_value(body[6]) + 16 * code_value(body[7]) + 17 * code_value(body[8]) + 20 * code_value(body[9])
    + 29 * code_value(body[10]) + 25 * code_value(body[11]) + 13 * code_value(body[12]) + 8 * code_value(body[13])
    + 24 * code_value(body[14]) + 10 * code_value(body[15]) + 30 * code_value(body[16]) + 28 * code_value(body[17])) % 31) % 31];
CREATE MACRO credit_code(kind, i) AS credit_body(kind, i) || credit_check(credit_body(kind, i));
