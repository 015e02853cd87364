package com.technosupport.vms.itests.bench;

import com.technosupport.vms.itests.FarHost;

/** Live viewing by WebRTC, against the streaming plug-in of Janus on the same stream. */
final class LiveBenchmark implements Benchmark {

    @Override
    public String name() {
        return "live";
    }

    @Override
    public String obstacle() {
        return FarHost.obstacle();
    }

    @Override
    public void run(Figures figures) throws Exception {
        figures.say("to be measured");
    }
}
