import struct

print(struct.calcsize('<IHH'), struct.calcsize('bI'), struct.calcsize('=bI'), struct.calcsize('4s2x?d'), struct.calcsize('l'))
print(struct.pack('<I', 5), struct.pack('>hH', -2, 300), struct.pack('<fd', 1.5, -0.1), struct.pack('3s?c', b'ab', True, b'z'))
print(struct.unpack('>H', b'\x01\x02'), struct.unpack('<f', struct.pack('<f', 0.1)), struct.unpack('>d', struct.pack('>d', 1e300)))
print(struct.unpack('>IIII', bytes(range(16))), struct.unpack('<2h3s', b'\xff\xff\x01\x00abc'), struct.unpack('<qQ', b'\xff' * 16))
print(struct.unpack_from('<H', b'\x00\x01\x02\x03', 1), list(struct.iter_unpack('<H', b'\x01\x00\x02\x00')))
header = struct.Struct('>HHBB')
print(header.size, header.unpack(header.pack(2051, 28, 1, 0)))
for call in (lambda: struct.pack('<I', -1), lambda: struct.pack('<I'), lambda: struct.unpack('<I', b'abc'), lambda: struct.calcsize('k'),
             lambda: struct.pack('<h', 1.5), lambda: struct.pack('<f', 'a'), lambda: struct.pack('<B', 256)):
    try:
        call()
    except struct.error as error:
        print(error)
