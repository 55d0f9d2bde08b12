# Bytes.
b = b'hello'
print(b[0], b[1:3], b.decode(), b.hex(), bytes.fromhex('68 65'), b'a' + b'b', b * 2, b.upper(), b.find(b'l'))
print(b.split(b'l'), b.replace(b'l', b'L'), list(b'ab'), bytes(3), bytes([1, 2]), bytes('é', 'utf8'))
print(b'\x00\xff\n\t\\\'"', b in b'xhellox', 104 in b, b.startswith(b'he'), b.count(b'l'), b.index(b'o'))
print(b'-'.join([b'a', b'b']), b.strip(b'ho'), len(b), hash(b) == hash(b'hello'), b < b'world', sorted(b'cab'))
print(b.title(), b.islower())
ba = bytearray(b'abc')
ba.append(100)
ba.extend(b'ef')
ba[0] = 65
print(ba, ba.pop(), ba.decode(), ba == b'Abcde', bytes(ba), ba.insert(0, 1), ba, ba.reverse(), ba, ba.clear(), ba)
import struct
import binascii, base64, hashlib
