// What weights give as their preprocessing; which sizes they tell it stands in presets.ts.
import { pyModule } from '../../value';
import { runPython } from '../pythonText';
import { pictureNames } from './datasets';
import { textOf, type Family } from './family';
import { FUNCTIONAL } from './pictures';

export const PREPROCESSING: Family = {
  module: 'torchvision.transforms._presets',
  exports: [],
  globals: (m) => ({ ...pictureNames(m), _F: pyModule('torchvision.transforms.functional', runPython(m, textOf(FUNCTIONAL))) }),
  python: `
class _Preset(nn.Module):
    def __init__(self, resize_size, mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225), interpolation='BILINEAR'):
        super().__init__()
        self.resize_size = [resize_size] if isinstance(resize_size, int) else resize_size
        self.mean = list(mean)
        self.std = list(std)
        self.interpolation = _F.InterpolationMode[interpolation] if isinstance(interpolation, str) else interpolation

    def _finished(self, img):
        if not _certainly(isinstance(img, torch.Tensor)):
            img = _F.pil_to_tensor(img)
        return _F.normalize(_F.convert_image_dtype(img, torch.float), mean=self.mean, std=self.std)


class ImageClassification(_Preset):
    def __init__(self, *, crop_size, resize_size=256, **options):
        super().__init__(resize_size, **options)
        self.crop_size = [crop_size]

    def forward(self, img):
        return self._finished(_F.center_crop(_F.resize(img, self.resize_size, self.interpolation), self.crop_size))


class SemanticSegmentation(_Preset):
    def __init__(self, *, resize_size, **options):
        super().__init__(None if resize_size is None else [resize_size], **options)

    def forward(self, img):
        if isinstance(self.resize_size, list):
            img = _F.resize(img, self.resize_size, self.interpolation)
        return self._finished(img)
`,
};
