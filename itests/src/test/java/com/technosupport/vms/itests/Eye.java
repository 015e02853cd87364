package com.technosupport.vms.itests;

import com.technosupport.vms.api.detection.Detection;
import com.technosupport.vms.api.event.EventMessage.Box;
import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.media.FrameShape;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.inference.onnx.internal.model.Model;
import com.technosupport.vms.inference.onnx.internal.model.ModelDescription;
import com.technosupport.vms.inference.onnx.internal.model.ModelFiles;
import com.technosupport.vms.inference.onnx.internal.model.OnnxRuntime;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.imageio.ImageIO;

/** Says whether a person stands somewhere in a still: the test's own run of the model that comes with the server. */
final class Eye implements AutoCloseable {

    private final Model model;

    /** @param natives a directory for native libraries */
    Eye(Path natives) throws Exception {
        OnnxRuntime runtime = new OnnxRuntime(natives, "", OnnxRuntime.Provider.CPU, 1);
        model = Model.load(
                runtime,
                new ModelFiles(ModelDescription.parse(ModelJar.read("model.json")), ModelJar.read("model.onnx")));
    }

    /** How much the best person of a picture has to do with a place, 0 to 1. */
    double personAt(Path jpeg, Box place) throws IOException {
        BufferedImage picture = ImageIO.read(jpeg.toFile());
        List<Detection> seen = model.detect(new Still(picture));
        return seen.stream()
                .filter(one -> one.label().equals("person"))
                .mapToDouble(one -> overlap(one.box(), place))
                .max()
                .orElse(0);
    }

    static double overlap(Box a, Box b) {
        double w = Math.min(a.x() + a.w(), b.x() + b.w()) - Math.max(a.x(), b.x());
        double h = Math.min(a.y() + a.h(), b.y() + b.h()) - Math.max(a.y(), b.y());
        return w <= 0 || h <= 0 ? 0 : w * h / (a.w() * a.h() + b.w() * b.h() - w * h);
    }

    @Override
    public void close() {
        model.close();
    }

    /** A picture that is stretched, which is what this model asks for. */
    private record Still(BufferedImage picture) implements Frame {

        @Override
        public StreamId stream() {
            return new StreamId(new UUID(0, 1));
        }

        @Override
        public Instant time() {
            return Instant.EPOCH;
        }

        @Override
        public int width() {
            return picture.getWidth();
        }

        @Override
        public int height() {
            return picture.getHeight();
        }

        @Override
        public void render(FrameShape shape, ByteBuffer target) {
            BufferedImage small = new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = small.createGraphics();
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            graphics.drawImage(picture, 0, 0, shape.width(), shape.height(), null);
            graphics.dispose();
            int at = target.position();
            for (int y = 0; y < shape.height(); y++) {
                for (int x = 0; x < shape.width(); x++) {
                    int rgb = small.getRGB(x, y);
                    target.put(at++, (byte) (rgb >> 16));
                    target.put(at++, (byte) (rgb >> 8));
                    target.put(at++, (byte) rgb);
                }
            }
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
