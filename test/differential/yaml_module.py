import io
import yaml

TEXT = '''
# A model's configuration.
base: &base
  depth: 18
  width: 0.5
  lr: 1e-3
  decay: 1.0e-4
  use_se: yes
  pretrained: off
  name: resnet
  quoted: "1"
  nothing: ~
  empty:
  hex: 0x10
  octal: 010
  big: 1_000
  time: 1:30
  inf: .inf
wide:
  <<: *base
  width: 2.0
  blocks: [[64, 1], [128, 2]]
backbone:
  # [from, number, module, args]
  - [-1, 1, Conv, [64, 6, 2, 2]]
  - [-1, 3, C3, [128, False]]
  - [[-1, 6], 1, Concat, [1]]
  - [-1, 1, nn.Upsample, [None, 2, 'nearest']]
anchors:
  - [10,13, 16,30]
1: one
true: flag
text: |
  first
    second
folded: >-
  a long
  line
shape: !!python/tuple [3, 32, 32]
count: !!str 12
'''

config = yaml.load(TEXT, Loader=yaml.FullLoader)
for key, value in config.items():
    print(repr(key), type(value).__name__, repr(value))
print(config['base']['width'], config['wide'] is config['base'], list(config['wide']))
print(yaml.safe_load(io.StringIO('a: 1\nb: [x, {y: z}]')), yaml.safe_load(b'- 1\n- 2'), yaml.safe_load(''), yaml.safe_load('12'))
print(list(yaml.safe_load_all('a: 1\n---\nb: 2\n')))
print(yaml.safe_load('[1, 2.5, -3, +4, 1., .5, -0.0, 1e5, 1.5e+3, 0b11, null, Null, "null", on, Off]'))
print(yaml.safe_load('{a: {}, b: []}'), yaml.safe_load("k: 'it''s'"))
try:
    yaml.safe_load('a: [1, 2')
except yaml.YAMLError as error:
    print('not YAML')
