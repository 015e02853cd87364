package com.technosupport.vms.inference.onnx.internal;

import com.technosupport.vms.inference.onnx.internal.model.OnnxRuntime;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Deployment settings, {@code etc/com.technosupport.vms.inference.onnx.cfg}. */
@ObjectClassDefinition(name = "Techno Support VMS: inference")
public @interface InferenceConfiguration {

    String PID = "com.technosupport.vms.inference.onnx";

    @AttributeDefinition(description = "What runs the models; the CPU does where it cannot")
    OnnxRuntime.Provider provider() default OnnxRuntime.Provider.CPU;

    @AttributeDefinition(
            description = "Directory with natives of ONNX Runtime, for a provider that ours have not; empty for ours")
    String nativePath() default "";

    @AttributeDefinition(
            description =
                    "Threads that one run of a model is spread over; more make one camera faster and all of them slower")
    int threads() default 1;

    @AttributeDefinition(
            description =
                    "Frames of several cameras that go into one run of a model that takes them; -1 for 8 on accelerators, 1 on the CPU")
    int batch() default -1;

    @AttributeDefinition(description = "The most bytes of a model's weights")
    long maxModelBytes() default 512L << 20;

    @AttributeDefinition(description = "Where native libraries are put")
    String data() default "";
}
