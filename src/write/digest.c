/* SHA-1 and SHA-256 (FIPS 180-4), the digests of WARC records. */
#include "write/private.h"

enum { BLOCK = 64 };

struct hash {
    uint32_t state[8];
    unsigned char block[BLOCK];
    size_t held;
    uint64_t length;
    void (*mix)(uint32_t *state, const unsigned char *block);
};

static uint32_t left(uint32_t x, int n)
{
    return x << n | x >> (32 - n);
}
static uint32_t right(uint32_t x, int n)
{
    return x >> n | x << (32 - n);
}
static uint32_t big_endian(const unsigned char *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* 6.1.2 */
static void mix_sha1(uint32_t *state, const unsigned char *block)
{
    static const uint32_t k[] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
    uint32_t w[80], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];

    for (int t = 0; t < 80; t++)
        w[t] = t < 16 ? big_endian(block + 4 * t) : left(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
    for (int t = 0; t < 80; t++) {
        uint32_t f = t < 20 ? (b & c) ^ (~b & d) : t >= 40 && t < 60 ? (b & c) ^ (b & d) ^ (c & d) : b ^ c ^ d;
        uint32_t next = left(a, 5) + f + e + k[t / 20] + w[t];

        e = d;
        d = c;
        c = left(b, 30);
        b = a;
        a = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
}

static const uint32_t k256[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
    0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
    0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
    0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/* 6.2.2 */
static void mix_sha256(uint32_t *state, const unsigned char *block)
{
    uint32_t w[64], v[8];

    memcpy(v, state, sizeof v);
    for (int t = 0; t < 64; t++) {
        if (t < 16) {
            w[t] = big_endian(block + 4 * t);
            continue;
        }
        uint32_t s0 = right(w[t - 15], 7) ^ right(w[t - 15], 18) ^ w[t - 15] >> 3;
        uint32_t s1 = right(w[t - 2], 17) ^ right(w[t - 2], 19) ^ w[t - 2] >> 10;
        w[t] = w[t - 16] + s0 + w[t - 7] + s1;
    }
    for (int t = 0; t < 64; t++) {
        uint32_t s1 = right(v[4], 6) ^ right(v[4], 11) ^ right(v[4], 25), choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
        uint32_t s0 = right(v[0], 2) ^ right(v[0], 13) ^ right(v[0], 22);
        uint32_t one = v[7] + s1 + choice + k256[t] + w[t], two = s0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));

        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += one;
        v[0] = one + two;
    }
    for (int i = 0; i < 8; i++)
        state[i] += v[i];
}

static void add(struct hash *h, const void *bytes, size_t len)
{
    const unsigned char *at = bytes;

    h->length += len;
    while (len) {
        size_t part = BLOCK - h->held < len ? BLOCK - h->held : len;

        if (part == BLOCK) {
            h->mix(h->state, at);
        } else {
            memcpy(h->block + h->held, at, part);
            h->held = (h->held + part) % BLOCK;
            if (!h->held)
                h->mix(h->state, h->block);
        }
        at += part;
        len -= part;
    }
}

/* 5.1.1: a one, zeros, the length in bits. */
static void finish(struct hash *h, unsigned char *out, size_t words)
{
    static const unsigned char padding[BLOCK] = {0x80};
    uint64_t bits = h->length * 8;
    unsigned char length[8];

    for (int i = 0; i < 8; i++)
        length[i] = (unsigned char)(bits >> (56 - 8 * i));
    add(h, padding, h->held < 56 ? 56 - h->held : 120 - h->held);
    add(h, length, sizeof length);
    for (size_t i = 0; i < words * 4; i++)
        out[i] = (unsigned char)(h->state[i / 4] >> (24 - 8 * (i % 4)));
}

static void hash_parts(struct hash *h, const struct base_str *parts, size_t count, unsigned char *out, size_t words)
{
    for (size_t i = 0; i < count; i++)
        add(h, parts[i].ptr, parts[i].len);
    finish(h, out, words);
}

void write_sha1(const struct base_str *parts, size_t count, unsigned char out[20])
{
    struct hash h = {.state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}, .mix = mix_sha1};

    hash_parts(&h, parts, count, out, 5);
}

void write_sha256(const struct base_str *parts, size_t count, unsigned char out[32])
{
    struct hash h = {.state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab,
                               0x5be0cd19},
                     .mix = mix_sha256};

    hash_parts(&h, parts, count, out, 8);
}

void write_base32(const unsigned char *bytes, size_t len, char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint32_t held = 0;
    size_t digits_out = 0;
    int bits = 0;

    for (size_t i = 0; i < len; i++) {
        held = held << 8 | bytes[i];
        for (bits += 8; bits >= 5; bits -= 5)
            out[digits_out++] = digits[held >> (bits - 5) & 31];
    }
    if (bits)
        out[digits_out++] = digits[held << (5 - bits) & 31];
    while (digits_out % 8)
        out[digits_out++] = '=';
    out[digits_out] = '\0';
}
