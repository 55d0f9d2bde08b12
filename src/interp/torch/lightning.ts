// PyTorch Lightning as models use it: LightningModule is an nn.Module with hyperparameters; trainers and callbacks do
// nothing.
// The same under its three names.
import type { NativeModule } from '../machine';
import type { PythonText } from './pythonText';
import { builtin } from '../value';
import { attributeDict, saver } from './hyperparameters';
import { textModule } from './textModules';

const TEXT = `
class _Hyperparameters:
    @property
    def hparams(self):
        if '_hparams' not in self.__dict__:
            self._hparams = _attributes()
        return self._hparams

    @hparams.setter
    def hparams(self, hparams):
        self._hparams = hparams

    def save_hyperparameters(self, *args, ignore=None, frame=None, logger=True):
        _save(self, *args, ignore=ignore)


class LightningModule(_Hyperparameters, nn.Module):
    def __init__(self, *args, **kwargs):
        super().__init__()
        self.trainer = None
        self.example_input_array = None

    @property
    def device(self):
        return torch.device('cpu')

    @property
    def dtype(self):
        return torch.float32

    @property
    def current_epoch(self):
        return _external('the epoch is known only at run time')

    @property
    def global_step(self):
        return _external('the step is known only at run time')

    def log(self, *args, **kwargs):
        return None

    def log_dict(self, *args, **kwargs):
        return None

    def print(self, *args, **kwargs):
        return None

    def freeze(self):
        for parameter in self.parameters():
            parameter.requires_grad = False
        self.eval()

    def unfreeze(self):
        for parameter in self.parameters():
            parameter.requires_grad = True
        self.train()

    def training_step(self, *args, **kwargs):
        return None

    def configure_optimizers(self):
        return None

    def optimizers(self, *args, **kwargs):
        return _external('optimizers are made at run time')

    def manual_backward(self, *args, **kwargs):
        return None

    @classmethod
    def load_from_checkpoint(cls, *args, **kwargs):
        return _external('a model loaded from a checkpoint is known only at run time')


class LightningDataModule(_Hyperparameters):
    def __init__(self, *args, **kwargs):
        pass


class Trainer:
    def __init__(self, *args, **kwargs):
        pass

    def fit(self, *args, **kwargs):
        return None

    def test(self, *args, **kwargs):
        return _external('the results of a Trainer are known only at run time')

    validate = predict = tune = test


class Callback:
    pass


class _Accepting:
    def __init__(self, *args, **kwargs):
        pass


class ModelCheckpoint(_Accepting):
    pass


class EarlyStopping(_Accepting):
    pass


class LearningRateMonitor(_Accepting):
    pass


class TensorBoardLogger(_Accepting):
    pass


class WandbLogger(_Accepting):
    pass


class CSVLogger(_Accepting):
    pass


def seed_everything(seed=None, workers=False):
    return seed


def rank_zero_only(fn):
    return fn


def rank_zero_warn(*args, **kwargs):
    return None


rank_zero_info = rank_zero_debug = rank_zero_deprecation = rank_zero_warn
`;
const LIGHTNING_TEXT: PythonText = { module: 'pytorch_lightning', paths: [], python: TEXT, globals: () =>
  ({ _save: saver('hparams', 1), _attributes: builtin('_attributes', (m) => attributeDict(m, m.dictFrom([]))) }) };

const PARTS = ['callbacks', 'loggers', 'utilities', 'core'];
/** Modules below those that are imported by their full names. */
const DEEPER = [
  'utilities.rank_zero', 'utilities.distributed', 'utilities.types', 'core.lightning', 'core.datamodule', 'core.module'];
export const LIGHTNING: readonly (readonly [string, NativeModule])[] =
  ['pytorch_lightning', 'lightning', 'lightning.pytorch'].flatMap((name) => [
  textModule(name, LIGHTNING_TEXT, name === 'lightning' ? ['pytorch', ...PARTS] : PARTS),
  ...[...PARTS, ...DEEPER].map((part) => textModule(`${name}.${part}`, LIGHTNING_TEXT,
    DEEPER.filter((deep) => deep.startsWith(`${part}.`)).map((deep) => deep.slice(part.length + 1)))),
]);
