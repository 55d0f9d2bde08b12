# Configurations by attribute, as recorded with ml_collections itself.
import ml_collections

config = ml_collections.ConfigDict()
config.patches = ml_collections.ConfigDict({'size': (16, 16)})
config.hidden_size = 768
config.transformer = {'num_heads': 12}
print(config.patches.size, config['hidden_size'], config.transformer.num_heads, config.get('missing'), 'patches' in config)
config.update({'hidden_size': 384, 'transformer': {'num_heads': 6}})
print(config.hidden_size, config.transformer.num_heads, list(config.keys()), config.to_dict())
try:
    config.absent
except AttributeError:
    print('absent')
